/** The endpoint that checks a code and returns the token. */
import type { RequestHandler } from 'express';
import type { CheckBody } from '../contract/inputs.js';
import { NOT_FOUND } from '../contract/problems.js';
import { parseCheck } from '../engine/input.js';
import type { CallVerification } from '../engine/service.js';
import { createInputReceiver, type EndpointOptions } from './client-input.js';
import { setDeviceCookie } from './device-cookie.js';
import { runEndpoint, type Work } from './endpoint.js';
import './express-request.js';
import { assertEndpoint } from './factory-options.js';
import { internalsOf } from './internals.js';
import { passOn } from './pass-on.js';

/**
 * `POST { verificationId, code }` checks a code, `POST { verificationId }` asks whether a confirmation call was confirmed or an awaited
 * report has come: 200 with the token, or 202 while a report is awaited. With `passThrough` only the token passes.
 *
 * @throws {ConfigurationError} when an option is wrong
 */
export function checkCallCode(calls: CallVerification, options: EndpointOptions<CheckBody> = {}): RequestHandler {
  const internals = internalsOf('checkCallCode', calls);
  assertEndpoint('checkCallCode', options);
  const receive = createInputReceiver(internals, options, { parse: parseCheck, limit: 'checks', whenUnbound: NOT_FOUND });
  const work: Work = async (req, res, next) => {
    const received = await receive(req, res);
    if (!received.ok) return received;
    const read = await received.read(true);
    if (!read.ok) return read;
    const checked = await internals.useCases.check(read.input);
    if (!checked.ok) return checked;
    if (checked.status === 'verified') setDeviceCookie(internals.deviceCookie, res, checked.phone);
    if (checked.status === 'verified' && options.passThrough === true) {
      passOn(internals, checked, req, res, next);
      return undefined;
    }
    if (checked.status === 'verified') {
      const { ok: _, test: __, isRepeat: ___, ...document } = checked;
      return { ok: true, status: 200, document };
    }
    const { ok: _, ...document } = checked;
    return { ok: true, status: 202, document, retryAfterSeconds: checked.retryAfterSeconds };
  };
  return function checkCallCodeMiddleware(req, res, next) {
    runEndpoint(internals, work, req, res, next);
  };
}
