/** All endpoints for clients, and what their pages need. */
import { type RequestHandler, Router } from 'express';
import { z } from 'zod';
import type { CheckBody, StartBody } from '../contract/inputs.js';
import type { CallVerification } from '../engine/service.js';
import { parseOptions } from '../options/parse-options.js';
import { type CallStatusOptions, callStatus } from './call-status.js';
import { cancelCallVerification } from './cancel-call-verification.js';
import { checkCallCode } from './check-call-code.js';
import { clientAddress } from './client-address.js';
import type { EndpointOptions } from './client-input.js';
import { createClientScriptHandler } from './client-script.js';
import { internalsOf } from './internals.js';
import { connectionsEndWith } from './leaving-connection.js';
import { createOpenApiHandler } from './openapi.js';
import { sendJson } from './problem-response.js';
import { createCountriesHandler } from './served-countries.js';
import { startCallVerification } from './start-call-verification.js';

/** Options of `callVerificationRouter`. */
export interface CallVerificationRouterOptions {
  /** What the number is verified for, at start and check. @default 'sign-in' */
  readonly purpose?: string | undefined;
  /** As `startCallVerification` takes them. With `passThrough` the next handler after the router answers. */
  readonly start?: Omit<EndpointOptions<StartBody>, 'purpose'> | undefined;
  /** As `checkCallCode` takes them. With `passThrough` the next handler after the router answers. */
  readonly check?: Omit<EndpointOptions<CheckBody>, 'purpose'> | undefined;
  /** As `callStatus` takes them. */
  readonly status?: CallStatusOptions | undefined;
}

const ofEndpoint = z
  .looseObject({ purpose: z.undefined({ error: 'given to the router itself, for both endpoints' }).optional() })
  .optional();
/** The endpoints check the rest. */
const schema = z.strictObject({
  purpose: z.unknown().optional(),
  start: ofEndpoint,
  check: ofEndpoint,
  status: z.unknown().optional(),
} satisfies Record<keyof CallVerificationRouterOptions, z.ZodType>);

/**
 * Express tells a router nothing of the app that it is mounted on. A page asks for its script first, so a `trust proxy` under which no call
 * is ever placed shows there, before anybody waits for one.
 */
const refuseUnsafeProxies: RequestHandler = (req, _res, next) => {
  clientAddress(req);
  next();
};

/**
 * `POST /` starts, `POST /check`, `GET /status`, `DELETE /`; `GET /jwks.json` for apps that verify tokens elsewhere; `GET /client.js` and
 * `GET /countries.json` for pages; `GET /openapi.json` describes all of these (OpenAPI 3.1).
 *
 * @throws {ConfigurationError} when an option is wrong
 */
export function callVerificationRouter(calls: CallVerification, options: CallVerificationRouterOptions = {}): RequestHandler {
  const internals = internalsOf('callVerificationRouter', calls);
  parseOptions('callVerificationRouter', schema, options);
  const { start, check, status, ...both } = options;
  const router = Router();
  router.post('/', startCallVerification(calls, { ...start, ...both }));
  router.post('/check', checkCallCode(calls, { ...check, ...both }));
  router.get('/status', callStatus(calls, status));
  router.delete('/', cancelCallVerification(calls));
  router.use(connectionsEndWith(internals.lifecycle));
  router.get('/jwks.json', function publicKeysMiddleware(_req, res) {
    sendJson(res, 200, calls.jwks, 'application/jwk-set+json');
  });
  router.get('/client.js', refuseUnsafeProxies, createClientScriptHandler());
  router.get('/countries.json', refuseUnsafeProxies, createCountriesHandler(internals));
  router.get('/openapi.json', createOpenApiHandler());
  return router;
}
