/**
 * Bundles the browser's part, client and element, into `src/http/client-script.generated.ts`, so that the server has it as text
 * wherever it runs: from source by tsx or vitest, from `dist` as an ES or a CommonJS module. And so the console's page, by
 * build-console.mjs. Usage: build-client.mjs
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildConsole } from './build-console.mjs';
import { BROWSERS, bundle, writeGenerated } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const target = join(root, 'src', 'http', 'client-script.generated.ts');

export { BROWSERS, bundle };

export async function buildClient() {
  const text = await bundle('src/client/browser-script.ts');
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const module = `/** Made by scripts/build-client.mjs: the script that \`GET /client.js\` answers with. */
export const CLIENT_SCRIPT: string = ${JSON.stringify(text)};
export const CLIENT_SCRIPT_HASH: string = '${hash}';
`;
  writeGenerated(target, module);
  await buildConsole();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildClient();
