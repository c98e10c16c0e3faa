/** Makes the source files that are made from others: the script for browsers, and the description of the HTTP interface. Usage: generate.mjs */
import { buildClient } from './build-client.mjs';
import { buildOpenApi } from './build-openapi.mjs';

try {
  await Promise.all([buildClient(), buildOpenApi()]);
} catch (error) {
  // `npm ci --omit=dev` of a clone has no bundler, and runs nothing that needs one.
  if (process.env.npm_lifecycle_event !== 'prepare' || error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.warn('The script for browsers and the OpenAPI document were not made: the development dependencies are not installed.');
}
