/** Bundlers: one file that holds everything, and runs where there is no node_modules. */
import { ESM_PROGRAM } from './entries.js';
import type { Host } from './host.js';

const WEBPACK_CONFIG = `module.exports = {
  mode: 'production',
  target: 'node20',
  entry: './app.mjs',
  output: { path: process.argv.at(-1), filename: 'bundle.cjs' },
};
`;

const ROLLUP_CONFIG = `import commonjs from '@rollup/plugin-commonjs';
import json from '@rollup/plugin-json';
import { nodeResolve } from '@rollup/plugin-node-resolve';

export default {
  input: 'app.mjs',
  external: [/^node:/],
  output: { inlineDynamicImports: true, format: 'es' },
  plugins: [nodeResolve({ preferBuiltins: true, exportConditions: ['node'] }), commonjs(), json()],
};
`;

/** What express and others require while they run; an ES module has no \`require\`. */
const BANNER = 'import { createRequire } from "node:module"; const require = createRequire(import.meta.url);';

const ESBUILD = ['node_modules/.bin/esbuild', 'app.mjs', '--bundle', '--platform=node', '--log-level=warning'] as const;

export const BUNDLE_HOSTS: readonly Host[] = [
  {
    name: 'esbuild',
    title: 'esbuild, bundle in CommonJS',
    packages: ['esbuild@0', 'express@5'],
    told: ['esbuild', 'express'],
    files: { 'app.mjs': ESM_PROGRAM },
    commands: [
      [...ESBUILD, '--format=cjs', '--outfile={alone}/bundle.cjs'],
      ['node', '{alone}/bundle.cjs'],
    ],
    isAlone: true,
    how: '`--bundle --platform=node --format=cjs` is enough.',
  },
  {
    name: 'esbuild-esm',
    title: 'esbuild, bundle as an ES module',
    packages: ['esbuild@0', 'express@5'],
    told: ['esbuild', 'express'],
    files: { 'app.mjs': ESM_PROGRAM },
    commands: [
      [...ESBUILD, '--format=esm', `--banner:js=${BANNER}`, '--outfile={alone}/bundle.mjs'],
      ['node', '{alone}/bundle.mjs'],
    ],
    isAlone: true,
    how: 'Express asks for `require`, which an ES module does not have: add the banner `import { createRequire } from "node:module"; const require = createRequire(import.meta.url);`.',
  },
  {
    name: 'webpack',
    title: 'webpack, bundle',
    packages: ['webpack@5', 'express@5'],
    told: ['webpack', 'express'],
    files: {
      'app.mjs': ESM_PROGRAM,
      'webpack.config.cjs': WEBPACK_CONFIG,
      'build.cjs': `require('webpack')(require('./webpack.config.cjs'), (error, stats) => {
  if (error || stats.hasErrors()) throw error ?? new Error(stats.toString('errors-only'));
});
`,
    },
    commands: [
      ['node', 'build.cjs', '{alone}'],
      ['node', '{alone}/bundle.cjs'],
    ],
    isAlone: true,
    how: "`target: 'node20'` is enough.",
  },
  {
    name: 'rollup',
    title: 'rollup, bundle as an ES module',
    packages: ['rollup@4', '@rollup/plugin-commonjs', '@rollup/plugin-json', '@rollup/plugin-node-resolve', 'express@5'],
    told: ['rollup', 'express'],
    files: { 'app.mjs': ESM_PROGRAM, 'rollup.config.mjs': ROLLUP_CONFIG },
    commands: [
      ['node_modules/.bin/rollup', '-c', '--silent', '-o', '{alone}/bundle.mjs'],
      ['node', '{alone}/bundle.mjs'],
    ],
    isAlone: true,
    how: "With the plugins `node-resolve` (`exportConditions: ['node']`), `commonjs` and `json`.",
  },
];
