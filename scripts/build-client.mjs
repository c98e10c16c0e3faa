/**
 * Bundles the browser's part, client and element, into `src/http/client-script.generated.ts`, so that the server has it as text
 * wherever it runs: from source by tsx or vitest, from `dist` as an ES or a CommonJS module. Usage: build-client.mjs
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src', 'http', 'client-script.generated.ts');

/** What a browser gets: two years of browsers and more. */
export const BROWSERS = ['chrome109', 'firefox115', 'safari16.4'];

/** The one package whose code is inside, and what its licence asks for. */
const LICENCE = '/*! With lit-html. Copyright 2017 Google LLC. SPDX-License-Identifier: BSD-3-Clause */';

/** Bundles one entry for browsers, minified, and gives the text. */
export async function bundle(entry) {
  const { build } = await import('esbuild');
  const { compactMessagesPlugin } = await import('./compact-messages.mjs');
  const { compactTemplates } = await import('./compact-templates.mjs');
  const { outputFiles, metafile } = await build({
    entryPoints: [join(root, entry)],
    absWorkingDir: root,
    tsconfig: join(root, 'tsconfig.client.json'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: BROWSERS,
    legalComments: 'none',
    charset: 'utf8',
    plugins: [compactMessagesPlugin, compactTemplates],
    metafile: true,
    write: false,
    logLevel: 'warning',
  });
  const packages = new Set(Object.keys(metafile.inputs).flatMap((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []));
  // `lit` only passes on what lit-html has.
  for (const name of packages) if (!['lit', 'lit-html'].includes(name)) throw new Error(`${name} is bundled, and its licence is not told`);
  return packages.size === 0 ? outputFiles[0].text : `${LICENCE}\n${outputFiles[0].text}`;
}

export async function buildClient() {
  const text = await bundle('src/client/browser-script.ts');
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const module = `/** Made by scripts/build-client.mjs: the script that \`GET /client.js\` answers with. */
export const CLIENT_SCRIPT: string = ${JSON.stringify(text)};
export const CLIENT_SCRIPT_HASH: string = '${hash}';
`;
  if (existsSync(target) && readFileSync(target, 'utf8') === module) return;
  // Test runs side by side may read it while it is written.
  const fresh = `${target}.${process.pid}.tmp`;
  writeFileSync(fresh, module);
  renameSync(fresh, target);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildClient();
