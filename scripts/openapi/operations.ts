/** What a client may ask of `callVerificationRouter`, and what a provider sends to `callWebhooks`. */
import { PROBLEMS } from '../../src/contract/problems.js';
import { headersOf, parametersOf } from './headers.js';
import { cachedResponses, emptyResponse, jsonResponse, problemResponses } from './responses.js';
import { type Part, reference } from './schemas.js';

const COUNTED = ['RateLimit', 'RateLimitPolicy'] as const;
const BODY_FAULTS = ['invalid_request', 'payload_too_large', 'unsupported_media_type'] as const;

const jsonBody = (schema: Part): Part => ({ required: true, content: { 'application/json': { schema } } });

const start: Part = {
  operationId: 'startCallVerification',
  tags: ['verification'],
  summary: 'Start a verification, or call again',
  description: 'Places a call. With `phone` it begins a verification; with `verificationId` it calls again for one that is open.',
  parameters: parametersOf('IdempotencyKey', 'DeviceProof'),
  requestBody: jsonBody({ oneOf: [reference('NewVerification'), reference('AnotherCall')] }),
  responses: {
    202: jsonResponse('The telephone rings.', 'Started', ...COUNTED),
    ...problemResponses(
      [
        ...BODY_FAULTS,
        'challenge_required',
        'verification_not_found',
        'call_failed',
        'no_method_left',
        'method_not_available',
        'verification_closed',
        'idempotency_key_reused',
        'phone_not_supported',
        'too_many_requests',
        'temporarily_unavailable',
      ],
      ...COUNTED,
    ),
  },
};

const check: Part = {
  operationId: 'checkCallCode',
  tags: ['verification'],
  summary: 'Check the code, and get the token',
  description:
    'Without `code` it asks whether a confirmation call was confirmed, or whether the report has come that a right code was waiting for.',
  parameters: parametersOf('IdempotencyKey'),
  requestBody: jsonBody(reference('Check')),
  responses: {
    200: jsonResponse('The number is verified.', 'Verified', ...COUNTED, 'SetCookie'),
    202: jsonResponse('The code was right, and a report about the call is still missing.', 'AwaitingCall', 'RetryAfter', ...COUNTED),
    ...problemResponses(
      [
        ...BODY_FAULTS,
        'verification_not_found',
        'call_failed',
        'verification_closed',
        'code_incorrect',
        'idempotency_key_reused',
        'too_many_requests',
        'temporarily_unavailable',
      ],
      ...COUNTED,
    ),
  },
};

/** As OpenAPI 3.2 has it in `itemSchema`; a reader of 3.1 sees a text. */
const EVENTS: Part = {
  schema: {
    type: 'string',
    description: 'Events (WHATWG HTML, 9.2) named `status`, now and at every change. Each holds a `VerificationStatus` as JSON.',
  },
  example: 'event: status\ndata: {"status":"pending","method":"flash_call"}\n\n',
  'x-item-schema': {
    type: 'object',
    properties: {
      event: { const: 'status' },
      data: { type: 'string', contentMediaType: 'application/json', contentSchema: reference('VerificationStatus') },
    },
    required: ['event', 'data'],
  },
};

const status: Part = {
  operationId: 'callStatus',
  tags: ['verification'],
  summary: 'Ask how the call stands, once or at every change',
  description:
    'With `Accept: text/event-stream` the answer is a stream, which ends with the verification. A host may have switched streams off.',
  parameters: parametersOf('VerificationId'),
  responses: {
    200: {
      description: 'How the verification stands.',
      headers: headersOf('CacheControl', 'AccelBuffering'),
      content: { 'application/json': { schema: reference('VerificationStatus') }, 'text/event-stream': EVENTS },
    },
    ...problemResponses(['invalid_request', 'verification_not_found', 'too_many_requests', 'temporarily_unavailable']),
  },
};

const cancel: Part = {
  operationId: 'cancelCallVerification',
  tags: ['verification'],
  summary: 'Cancel the verification',
  parameters: parametersOf('VerificationId'),
  responses: {
    204: emptyResponse('It is canceled, now or by an earlier request.'),
    ...problemResponses(['invalid_request', 'verification_not_found', 'verification_closed', 'temporarily_unavailable']),
  },
};

const callback = (operationId: string, summary: string): Part => ({
  operationId,
  tags: ['callbacks'],
  summary,
  description: 'A provider tells what became of a call. No client sends this.',
  responses: {
    204: emptyResponse('Taken, whatever it says and however often it comes.'),
    404: emptyResponse('The sender is not the provider.'),
    413: emptyResponse('The body is larger than 16 kB.'),
    503: emptyResponse(`${PROBLEMS.temporarily_unavailable.title}. The provider should send it again.`, 'RetryAfter'),
  },
});

export const paths: Part = {
  '/': { post: start, delete: cancel },
  '/check': { post: check },
  '/status': { get: status },
  '/jwks.json': {
    get: {
      operationId: 'getPublicKeys',
      tags: ['public files'],
      summary: 'The public keys, for services that verify tokens themselves',
      responses: {
        200: {
          description: 'A JWK set (RFC 7517).',
          headers: headersOf('CacheControl'),
          content: { 'application/jwk-set+json': { schema: reference('JwkSet') } },
        },
      },
    },
  },
  '/client.js': {
    get: {
      operationId: 'getClientScript',
      tags: ['public files'],
      summary: 'The script with the element `<call-verification>`',
      responses: cachedResponses('An ES module.', 'text/javascript', { type: 'string' }, 'ContentEncoding', 'Vary'),
    },
  },
  '/countries.json': {
    get: {
      operationId: 'getCountries',
      tags: ['public files'],
      summary: 'The countries whose numbers can be called',
      responses: cachedResponses('How their numbers are written.', 'application/json', reference('Countries')),
    },
  },
  '/openapi.json': {
    get: {
      operationId: 'getDescription',
      tags: ['public files'],
      summary: 'This document',
      responses: cachedResponses('An OpenAPI document.', 'application/json', { type: 'object' }, 'ContentEncoding', 'Vary'),
    },
  },
  '/{provider}/{token}': {
    servers: [{ url: '/webhooks/calls', description: 'Where the host has put `callWebhooks`.' }],
    parameters: [
      { name: 'provider', in: 'path', required: true, description: 'The name of the account.', schema: { type: 'string' } },
      { name: 'token', in: 'path', required: true, description: 'The secret of the path.', schema: { type: 'string' } },
    ],
    get: callback('reportByQuery', 'A report in the query'),
    post: { ...callback('reportByBody', 'A report in the body'), requestBody: { content: { '*/*': { schema: {} } } } },
  },
};
