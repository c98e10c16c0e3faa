/** The endpoint that says how a verification stands, once or at every change. */
import type { Request, RequestHandler, Response } from 'express';
import { z } from 'zod';
import type { DocumentOf, VerificationStatus } from '../contract/answers.js';
import type { ReferenceInput } from '../contract/inputs.js';
import type { Problem } from '../contract/problems.js';
import type { CallVerification } from '../engine/service.js';
import { option, parseOptions, type ShapeOf } from '../options/parse-options.js';
import { runEndpoint, type Work } from './endpoint.js';
import { type EventStream, openEventStream } from './event-stream.js';
import { type Internals, internalsOf } from './internals.js';
import { endConnectionAfter, endConnectionIfLeaving } from './leaving-connection.js';
import { readReference } from './verification-reference.js';

/** Options of `callStatus`. */
export interface CallStatusOptions {
  /**
   * Whether a client that asks for events gets each change as it happens. Switch it off on a host that sends an answer only when it is
   * whole, such as AWS Lambda: such a client then gets the document at once, and asks again every two seconds. @default true
   */
  readonly stream?: boolean | undefined;
}

const schema = z.strictObject({ stream: option.flag().default(true) } satisfies ShapeOf<CallStatusOptions>);

/**
 * `GET` with the header `Verification-Id`: 200; with `Accept: text/event-stream` the same document as an event now and at every change.
 *
 * @throws {ConfigurationError} when an option is wrong
 */
export function callStatus(calls: CallVerification, options: CallStatusOptions = {}): RequestHandler {
  const internals = internalsOf('callStatus', calls);
  const { stream: isStreaming } = parseOptions('callStatus', schema, options);
  const work: Work = async (req, res) => {
    const reference = readReference(internals, req);
    if (!reference.ok) return reference;
    if (isStreaming && wantsStream(req)) return stream(internals, reference.input, req, res);
    const status = await internals.useCases.status(reference.input);
    if (!status.ok) return status;
    return { ok: true, status: 200, document: documentOf(status) };
  };
  return function callStatusMiddleware(req, res, next) {
    runEndpoint(internals, work, req, res, next);
  };
}

/** A client that accepts anything wants the document, and a `HEAD` has no body to stream. */
function wantsStream(req: Request): boolean {
  const { accept = '*/*' } = req.headers;
  return req.method === 'GET' && accept !== '*/*' && req.accepts(['json', 'text/event-stream']) === 'text/event-stream';
}

function documentOf({ ok: _, ...document }: VerificationStatus): DocumentOf<VerificationStatus> {
  return document;
}

/** Events named `status`. The stream ends with the verification, or with the service. A client that lost it asks again with its header. */
async function stream(
  { useCases, lifecycle }: Internals,
  input: ReferenceInput,
  req: Request,
  res: Response,
): Promise<Problem | undefined> {
  const early: VerificationStatus[] = [];
  let open: EventStream | undefined;
  let isOver = false;
  const end = (): void => {
    // Also during a drain, which may last long after the server was closed.
    if (lifecycle.stage !== 'open') endConnectionAfter(req, res);
    open?.end();
  };
  const watching = await useCases.watchStatus(input, {
    onStatus(status) {
      if (open === undefined) early.push(status);
      else open.send('status', documentOf(status));
    },
    onEnd() {
      isOver = true;
      end();
    },
  });
  // Until here a problem can still be an ordinary answer.
  if (!watching.ok) return watching;
  endConnectionIfLeaving(lifecycle, req, res);
  open = openEventStream(res, () => watching.stop());
  for (const status of early) open.send('status', documentOf(status));
  if (isOver) end();
  return undefined;
}
