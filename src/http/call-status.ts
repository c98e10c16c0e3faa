/** The endpoint that tells how a verification stands, once or at every change. */
import { createSession } from 'better-sse';
import type { Request, RequestHandler, Response } from 'express';
import type { Problem } from '../core/problems.js';
import type { ReferenceInput } from '../engine/input.js';
import type { VerificationStatus } from '../engine/status.js';
import { runEndpoint, type Work } from './endpoint.js';
import { assertCalls } from './factory-options.js';
import type { CallVerification } from './http-settings.js';
import { sendJson } from './problem-response.js';
import { readReference } from './verification-reference.js';

/** Proxies close connections that are silent for half a minute or so. */
const HEARTBEAT_MS = 15_000;

/** `GET` with the header `Verification-Id`: 200; with `Accept: text/event-stream` the same document as an event now and at every change. */
export function callStatus(calls: CallVerification): RequestHandler {
  assertCalls('callStatus', calls);
  const work: Work = async (req, res) => {
    const reference = readReference(calls, req);
    if (!reference.ok) return reference;
    // A client that takes anything wants the document.
    if (req.accepts(['json', 'text/event-stream']) === 'text/event-stream') return stream(calls, reference.input, req, res);
    const status = await calls.status(reference.input);
    if (!status.ok) return status;
    sendJson(res, 200, documentOf(status));
    return undefined;
  };
  return function callStatusMiddleware(req, res, next) {
    runEndpoint(work, req, res, next);
  };
}

function documentOf({ ok: _, ...document }: VerificationStatus): object {
  return document;
}

/** Events named `status`. The stream ends with the verification; a client that lost it asks again with its header. */
async function stream(calls: CallVerification, input: ReferenceInput, req: Request, res: Response): Promise<Problem | undefined> {
  const early: VerificationStatus[] = [];
  let push = (status: VerificationStatus): void => void early.push(status);
  let end = (): void => undefined;
  let isOver = false;
  const watching = await calls.watchStatus(input, {
    onStatus: (status) => push(status),
    onEnd() {
      isOver = true;
      end();
    },
  });
  // Until here a problem can be answered as one.
  if (!watching.ok) return watching;
  const session = await createSession(req, res, {
    keepAlive: HEARTBEAT_MS,
    headers: { 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  });
  session.once('disconnected', () => watching.stop());
  push = (status) => void session.push(documentOf(status), 'status');
  end = () => void res.end();
  for (const status of early) push(status);
  if (isOver) end();
  if (!session.isConnected) watching.stop();
  return undefined;
}
