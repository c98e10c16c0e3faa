/**
 * Makes the OpenAPI document from the schemas, into `src/http/openapi.generated.ts`: the router serves it as text and makes no schema itself.
 * Usage: build-openapi.mjs [--write], which writes `docs/openapi.json`, too
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Writes only what changed, and at once: test runs side by side may read it. */
function put(target, text) {
  if (existsSync(target) && readFileSync(target, 'utf8') === text) return;
  const fresh = `${target}.${process.pid}.tmp`;
  writeFileSync(fresh, text);
  renameSync(fresh, target);
}

export async function buildOpenApi({ writesDocs = false } = {}) {
  const { tsImport } = await import('tsx/esm/api');
  const { createDocument } = await tsImport('./openapi/document.ts', import.meta.url);
  const document = createDocument();
  const text = JSON.stringify(document);
  const hash = createHash('sha256').update(text).digest('base64url').slice(0, 22);
  const module = `/** Made by scripts/build-openapi.mjs: the document that \`GET /openapi.json\` answers with. */
export const OPENAPI: string = ${JSON.stringify(text)};
export const OPENAPI_HASH: string = '${hash}';
`;
  put(join(root, 'src', 'http', 'openapi.generated.ts'), module);
  if (writesDocs) put(join(root, 'docs', 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildOpenApi({ writesDocs: process.argv.includes('--write') });
