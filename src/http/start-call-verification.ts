/** The endpoint that begins a verification, or calls again. */
import type { RequestHandler } from 'express';
import type { Problem } from '../contract/problems.js';
import { hostStartBody, type StartInput, startBody } from '../engine/input.js';
import { createInputReader, type EndpointOptions } from './client-input.js';
import { readDeviceCookie } from './device-cookie.js';
import { runEndpoint, type Work } from './endpoint.js';
import './express-request.js';
import { assertEndpoint } from './factory-options.js';
import type { CallVerification } from './http-settings.js';
import { sendJson } from './problem-response.js';

/** What `input` may give instead of the body; and, which no body may say, that the client passed the host's challenge. */
export type StartBody = Pick<StartInput, 'phone' | 'verificationId' | 'method' | 'challengePassed'>;

const UNBOUND: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'The verification is to be bound to something, such as a session, and the request has none. Get one, then start again.',
};

/**
 * `POST { phone, method? }` begins a verification, `POST { verificationId, method? }` calls again: 202.
 *
 * @throws {ConfigurationError} when an option is wrong
 */
export function startCallVerification(calls: CallVerification, options: EndpointOptions<StartBody> = {}): RequestHandler {
  assertEndpoint('startCallVerification', calls, options);
  const schema = options.input === undefined ? startBody : hostStartBody;
  const readInput = createInputReader(calls, options, { schema, limit: 'starts', whenUnbound: UNBOUND });
  const work: Work = async (req, res, next) => {
    const read = await readInput(req, res);
    if (!read.ok) return read;
    const started = await calls.start({ ...read.input, ...readDeviceCookie(calls.http, req) });
    if (!started.ok) return started;
    if (options.passThrough === true) {
      req.callVerification = started;
      // The host's own answer will carry a sign-in.
      res.set('Cache-Control', 'no-store');
      next();
      return undefined;
    }
    const { ok: _, ...document } = started;
    sendJson(res, 202, document);
    return undefined;
  };
  return function startCallVerificationMiddleware(req, res, next) {
    runEndpoint(work, req, res, next);
  };
}
