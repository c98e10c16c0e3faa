/**
 * Bundles the console's page into `src/console/console-page.generated.ts`: one script and one style sheet, as text, so that the server has
 * them wherever it runs. Usage: build-console.mjs
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BROWSERS, bundle, LICENCES, writeGenerated } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const page = join(root, 'src', 'console', 'page');
const target = join(root, 'src', 'console', 'console-page.generated.ts');

export const CONSOLE_ENTRY = 'src/console/page/main.ts';

/** In this order: later ones may outrank earlier ones. */
const STYLES = [
  join(root, 'node_modules', 'uplot', 'dist', 'uPlot.min.css'),
  ...['base', 'layout', 'parts'].map((name) => join(page, `${name}.css`)),
];

const hashOf = (text) => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/** The style sheet, minified. */
export async function bundleStyles() {
  const { transform } = await import('esbuild');
  const text = STYLES.map((path) => readFileSync(path, 'utf8')).join('\n');
  const { code } = await transform(text, { loader: 'css', minify: true, target: BROWSERS, legalComments: 'none' });
  return `${LICENCES.uplot}\n${code}`;
}

export async function buildConsole() {
  const [script, styles] = await Promise.all([bundle(CONSOLE_ENTRY), bundleStyles()]);
  writeGenerated(
    target,
    `/** Made by scripts/build-console.mjs: the script and the style sheet of the console's page. */
export const CONSOLE_SCRIPT: string = ${JSON.stringify(script)};
export const CONSOLE_SCRIPT_HASH: string = '${hashOf(script)}';
export const CONSOLE_STYLES: string = ${JSON.stringify(styles)};
export const CONSOLE_STYLES_HASH: string = '${hashOf(styles)}';
`,
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildConsole();
