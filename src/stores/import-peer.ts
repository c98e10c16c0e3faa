/** Finds a package that the host may have installed, whatever a bundler has made of this file. */
import { isAbsolute, join } from 'node:path';

/** What the package exports as its default, or as its CommonJS module; `undefined` if it is not installed. */
export async function loadPeer<T>(name: string): Promise<T | undefined> {
  return (await importPeer<T>(name)) ?? requirePeer<T>(name);
}

/** As seen from this file. The name is one that bundlers and compilers do not resolve: most hosts have only the packages that they use. */
async function importPeer<T>(name: string): Promise<T | undefined> {
  try {
    const peer = (await import(/* webpackIgnore: true */ /* @vite-ignore */ name)) as { readonly default: T };
    return peer.default;
  } catch (error) {
    if (isMissing(error, name)) return undefined;
    throw error;
  }
}

/**
 * As seen from the program that was started, and from its folder. In a bundle, this file is no longer where its package was installed, and
 * some bundlers make of the import above one that finds only what they have bundled.
 */
function requirePeer<T>(name: string): T | undefined {
  const { createRequire } = process.getBuiltinModule('node:module');
  for (const from of [process.argv[1], join(process.cwd(), 'program.js')]) {
    if (from === undefined || !isAbsolute(from)) continue;
    try {
      return createRequire(from)(name) as T;
    } catch (error) {
      if (!isMissing(error, name)) throw error;
    }
  }
  return undefined;
}

/** A package that is installed but does not load (its binary is for another platform) is an error to report, not a missing package. */
function isMissing(error: unknown, name: string): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  // What esbuild makes of our CommonJS module in a bundle that is an ES module.
  if (message === `Dynamic require of "${name}" is not supported`) return true;
  return (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && String(message).includes(`'${name}'`);
}
