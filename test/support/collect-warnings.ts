/** The warnings of this package, as a host's process would print them. */
import { onTestFinished } from 'vitest';

/** Those from now on until the test is over. They come in a later turn than what causes them. */
export function collectWarnings(): { readonly texts: readonly string[]; settled(): Promise<readonly string[]> } {
  const texts: string[] = [];
  const collect = (warning: Error): void => {
    if (warning.name === 'CallVerificationWarning') texts.push(warning.message);
  };
  process.on('warning', collect);
  onTestFinished(() => void process.off('warning', collect));
  return {
    texts,
    async settled() {
      await new Promise((resolve) => setImmediate(resolve));
      return texts;
    },
  };
}
