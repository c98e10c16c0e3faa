/** The OpenAPI document of the HTTP interface, made from what validates requests and from the shared contract. */
import { readFileSync } from 'node:fs';
import { headers, parameters } from './headers.js';
import { paths } from './operations.js';
import { problemResponse } from './responses.js';
import { createSchemas, type Part } from './schemas.js';

const DESCRIPTION = `Proves by a telephone call that a person holds a phone number: a client starts a call, types its code, and gets a token.

The paths are those of \`callVerificationRouter\`, below the path where the host has put it. A host may put the same handlers elsewhere.
Errors are problem documents (RFC 9457); their \`code\` never changes its name. An answer may get further members with a later version, so
ignore those that you do not know. A request with a member that is not named here is refused.

A host guards routes of its own with \`requireVerifiedPhone\`. Its document can refer to the security scheme \`verifiedPhone\` and to the
answer \`TokenInvalid\`.`;

export function createDocument(): Part {
  const { version, license } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return {
    openapi: '3.1.1',
    info: {
      title: 'express-call-verification',
      version,
      summary: 'Phone verification by a call',
      description: DESCRIPTION,
      license: { name: license, identifier: license },
    },
    servers: [{ url: '.', description: 'The router that serves this document.' }],
    tags: [
      { name: 'verification', description: 'What a client asks to have a number verified.' },
      { name: 'public files', description: 'The same for everybody.' },
      { name: 'callbacks', description: 'What providers send to `callWebhooks`.' },
    ],
    security: [],
    paths,
    components: {
      schemas: createSchemas(),
      headers,
      parameters,
      responses: { TokenInvalid: problemResponse(['token_invalid'], 'WwwAuthenticate') },
      securitySchemes: {
        verifiedPhone: {
          type: 'http',
          scheme: 'bearer',
          bearerFormat: 'JWT',
          description: 'The `token` of a check, for routes behind `requireVerifiedPhone`.',
        },
      },
    },
  };
}
