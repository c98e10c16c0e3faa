/** The endpoint that begins a verification, or calls again. */
import type { RequestHandler } from 'express';
import type { StartBody } from '../contract/inputs.js';
import type { Problem } from '../contract/problems.js';
import { parseStart } from '../engine/input.js';
import type { CallVerification } from '../engine/service.js';
import { createInputReceiver, type EndpointOptions } from './client-input.js';
import { languageOf } from './client-language.js';
import { readDeviceCookie } from './device-cookie.js';
import { runEndpoint, type Work } from './endpoint.js';
import './express-request.js';
import { assertEndpoint } from './factory-options.js';
import { internalsOf } from './internals.js';
import { passOn } from './pass-on.js';

const UNBOUND: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'A verification must be bound to something, such as a session, and this request has none. Open one, then send the request again.',
};

/**
 * `POST { phone, method?, language? }` begins a verification, `POST { verificationId, method?, language? }` calls again: 202.
 *
 * @throws {ConfigurationError} when an option is wrong
 */
export function startCallVerification(calls: CallVerification, options: EndpointOptions<StartBody> = {}): RequestHandler {
  const internals = internalsOf('startCallVerification', calls);
  assertEndpoint('startCallVerification', options);
  const receive = createInputReceiver(internals, options, {
    parse: parseStart,
    limit: 'starts',
    whenUnbound: UNBOUND,
    more: (req) => readDeviceCookie(internals.deviceCookie, req),
    implied: (req) => ({ language: languageOf(req) }),
  });
  const work: Work = async (req, res, next) => {
    const received = await receive(req, res);
    if (!received.ok) return received;
    const started = await internals.useCases.startAfter(received.read);
    if (!started.ok) return started;
    if (options.passThrough === true) {
      passOn(internals, started, req, res, next);
      return undefined;
    }
    const { ok: _, test: __, isRepeat: ___, ...document } = started;
    return { ok: true, status: 202, document };
  };
  return function startCallVerificationMiddleware(req, res, next) {
    runEndpoint(internals, work, req, res, next);
  };
}
