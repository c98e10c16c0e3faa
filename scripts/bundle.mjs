/** Bundles what a browser gets, and writes modules that hold it as text. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** What a browser gets: two years of browsers and more. */
export const BROWSERS = ['chrome109', 'firefox115', 'safari16.4'];

/** The packages whose code is inside, and what their licences ask for. */
export const LICENCES = {
  'lit-html': '/*! With lit-html. Copyright 2017 Google LLC. SPDX-License-Identifier: BSD-3-Clause */',
  uplot: '/*! With uPlot. Copyright (c) 2022 Leon Sorokin. SPDX-License-Identifier: MIT */',
};

/** Bundles one entry for browsers, minified, and gives the text. */
export async function bundle(entry) {
  const { build } = await import('esbuild');
  const { compactMessagesPlugin } = await import('./compact-messages.mjs');
  const { compactTemplates } = await import('./compact-templates.mjs');
  const { minify } = await import('vite');
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
  packages.delete('lit');
  for (const name of packages) if (!(name in LICENCES)) throw new Error(`${name} is bundled, and its licence is not told`);
  // Smaller by 400 bytes than what esbuild leaves.
  const { code, errors } = await minify(entry, outputFiles[0].text, {
    module: true,
    compress: { target: BROWSERS },
    codegen: { legalComments: 'none' },
  });
  if (errors.length > 0) throw new Error(`${entry} cannot be minified: ${errors[0].message}`);
  return [...[...packages].sort().map((name) => LICENCES[name]), code].join('\n');
}

/** Writes only what changed, and at once. */
export function writeGenerated(path, text) {
  if (existsSync(path) && readFileSync(path, 'utf8') === text) return;
  // Test runs side by side may read it while it is written.
  const fresh = `${path}.${process.pid}.tmp`;
  writeFileSync(fresh, text);
  renameSync(fresh, path);
}
