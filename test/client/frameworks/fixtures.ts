/** Fixtures as programs of a framework: one for the page, one that renders on a server. */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../..', import.meta.url));

export const FRAMEWORKS = ['react18', 'react19', 'vue'] as const;
export type Framework = (typeof FRAMEWORKS)[number];

/** A fixture as one program, with the framework's warnings. */
async function bundle(framework: Framework, part: 'page' | 'server'): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [join(root, 'test', 'client', 'frameworks', `${framework.replace(/\d+/, '')}-${part}.fixture.ts`)],
    absWorkingDir: root,
    tsconfig: join(root, 'tsconfig.json'),
    bundle: true,
    format: part === 'server' ? 'cjs' : 'esm',
    platform: part === 'server' ? 'node' : 'browser',
    define: {
      'process.env.NODE_ENV': '"development"',
      __VUE_OPTIONS_API__: 'false',
      __VUE_PROD_DEVTOOLS__: 'false',
      __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'true',
    },
    alias: framework === 'react18' ? { react: 'react18', 'react-dom': 'react-dom18' } : {},
    legalComments: 'none',
    charset: 'utf8',
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text ?? '';
}

const pages = new Map<Framework, Promise<string>>();

/** The module of a page, made once. */
export function bundlePage(framework: Framework): Promise<string> {
  const made = pages.get(framework) ?? bundle(framework, 'page');
  pages.set(framework, made);
  return made;
}

const TRAP = "Object.defineProperty(globalThis, 'window', { get() { throw new Error('the server has no window'); } });\n";

/** Runs the program that renders on a server, where React and ours fail if they read `window`. */
export async function renderOnServer(framework: Framework): Promise<{ readonly html: string; readonly warnings: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-rendered-'));
  try {
    // Vue itself looks whether there is one.
    const trap = framework === 'vue' ? '' : TRAP;
    writeFileSync(join(folder, 'server.cjs'), trap + (await bundle(framework, 'server')));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [join(folder, 'server.cjs')]);
    return { html: stdout, warnings: stderr };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
