/** The headers of requests and answers. */
import { z } from 'zod';
import { checkSchema, referenceSchema } from '../../src/engine/input.js';
import { type Part, plainSchema } from './schemas.js';

const header = (description: string, schema: z.ZodType, required = false): Part => ({
  description,
  ...(required ? { required } : {}),
  schema: plainSchema(schema),
});

export const headers = {
  CacheControl: header('No cache may store the answer.', z.enum(['no-store', 'no-store, no-transform']), true),
  CacheControlPublic: header(
    'Browsers may keep the answer, and ask in the background whether it is the newest.',
    z.string().regex(/^public, max-age=\d+, stale-while-revalidate=\d+$/),
    true,
  ),
  ETag: header(
    'A strong tag. A client that sends it in `If-None-Match` gets 304 as long as nothing has changed.',
    z.string().regex(/^"[\w-]+"$/),
    true,
  ),
  ContentEncoding: header('`gzip`, if the client takes it.', z.literal('gzip')),
  Vary: header('The answer depends on this header of the request.', z.string().regex(/\bAccept-Encoding\b/), true),
  ContentTypeOptions: header('The answer is of the type that it names.', z.literal('nosniff'), true),
  AccelBuffering: header('nginx must not hold events back. Only a stream has it.', z.literal('no')),
  RetryAfter: header('Send the request again after so many seconds (RFC 9110, 10.2.3).', z.int().min(0), true),
  RateLimit: header(
    'How many requests this network may still send until the end of the hour (draft-ietf-httpapi-ratelimit-headers). Absent if the request was not counted.',
    z.string(),
  ),
  RateLimitPolicy: header('How many requests one network may send in an hour. Absent if the request was not counted.', z.string()),
  SetCookie: header('The proof of the device that verified the number, if the host has switched on `deviceCookie`.', z.string()),
  WwwAuthenticate: header(
    'The scheme (RFC 6750); with `error="invalid_token"` if a token was sent.',
    z.enum(['Bearer', 'Bearer error="invalid_token"']),
    true,
  ),
} as const satisfies Readonly<Record<string, Part>>;

/** How each is written on the wire. */
const NAMES = {
  CacheControl: 'Cache-Control',
  CacheControlPublic: 'Cache-Control',
  ETag: 'ETag',
  ContentEncoding: 'Content-Encoding',
  Vary: 'Vary',
  ContentTypeOptions: 'X-Content-Type-Options',
  AccelBuffering: 'X-Accel-Buffering',
  RetryAfter: 'Retry-After',
  RateLimit: 'RateLimit',
  RateLimitPolicy: 'RateLimit-Policy',
  SetCookie: 'Set-Cookie',
  WwwAuthenticate: 'WWW-Authenticate',
} as const satisfies Readonly<Record<keyof typeof headers, string>>;

export type HeaderId = keyof typeof headers;

/** The headers of one answer. */
export function headersOf(...ids: readonly HeaderId[]): Part {
  return Object.fromEntries(ids.map((id) => [NAMES[id], { $ref: `#/components/headers/${id}` }]));
}

export const parameters = {
  VerificationId: {
    name: 'Verification-Id',
    in: 'header',
    required: true,
    description:
      'The `verificationId` of a start. It stands in bodies and in this header, never in a URL, because whoever has it may check codes.',
    schema: plainSchema(referenceSchema.shape.verificationId),
  },
  IdempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Names the request, so that it takes effect only once: random, and new for each request. If the answer is lost, send the same request again under the same key. It may stand in double quotes.',
    schema: plainSchema(checkSchema.shape.idempotencyKey.unwrap()),
  },
  DeviceProof: {
    name: 'call_verification_device',
    in: 'cookie',
    description: 'The proof that the device got when it verified a number. The host may name the cookie otherwise.',
    schema: plainSchema(z.string().max(128)),
  },
} as const satisfies Readonly<Record<string, Part>>;

export function parametersOf(...ids: readonly (keyof typeof parameters)[]): readonly Part[] {
  return ids.map((id) => ({ $ref: `#/components/parameters/${id}` }));
}
