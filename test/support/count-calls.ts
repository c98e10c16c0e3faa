/** Counts the calls of a function of one of Node's own modules, which still does its work. */
import { syncBuiltinESMExports } from 'node:module';
import { onTestFinished } from 'vitest';

/** Until the test is over. Modules that import the function by its name call it, too. */
export function countCalls<Name extends string>(module: Record<Name, (...parameters: never[]) => unknown>, name: Name): () => number {
  const real = module[name];
  let count = 0;
  const replace = (by: typeof real): void => {
    module[name] = by;
    syncBuiltinESMExports();
  };
  replace((...parameters) => {
    count += 1;
    return real(...parameters);
  });
  onTestFinished(() => replace(real));
  return () => count;
}
