/**
 * Makes the OpenAPI document from the schemas, into `src/http/openapi.generated.ts`: the router serves it as text and makes no schema itself.
 * Usage: build-openapi.mjs [--write], which writes `docs/openapi.json`, too
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writeGenerated } from './bundle.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

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
  writeGenerated(join(root, 'src', 'http', 'openapi.generated.ts'), module);
  if (writesDocs) writeGenerated(join(root, 'docs', 'openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await buildOpenApi({ writesDocs: process.argv.includes('--write') });
