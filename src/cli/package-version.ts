/** The version of this package. */
import { createRequire } from 'node:module';

/** By the package's own name, so that it is found from the source and from what was built of it. */
export function packageVersion(): string {
  const manifest: { readonly version: string } = createRequire(import.meta.url)('express-call-verification/package.json');
  return manifest.version;
}
