/** Reads the status of a verification from one stream of events, for as long as it lasts. */
import { ABORTED, type ClientProblem, OFFLINE, UNEXPECTED } from './client-problem.js';
import type { Connection, Sending } from './connection.js';
import { linkAbort } from './linked-abort.js';
import { onOnline } from './pause.js';
import { type JsonObject, parseObject, readAnswer } from './read-answer.js';
import { createEventReader } from './status-events.js';

/** The server sends the status at once. If nothing comes, something in between holds the stream back. */
const FIRST_EVENT_MS = 5000;
/** The server writes every 15 seconds, so a connection that is silent for this long is dead. */
const SILENCE_MS = 40_000;

/** Takes a document; `undefined` if it is not a status. */
export type TakeStatus = (document: JsonObject) => 'open' | 'over' | undefined;

/** `lost`: it worked and has ended; `held_back`: streams do not get through here. */
export type StreamEnd = 'lost' | 'held_back' | ClientProblem;

export async function streamStatus(
  connection: Connection,
  sending: Sending,
  take: TakeStatus,
  signal: AbortSignal | undefined,
): Promise<StreamEnd> {
  const send = await connection({ ...sending, headers: { ...sending.headers, Accept: 'text/event-stream' } });
  const link = linkAbort(signal);
  // After the network came back, the old connection is dead, but does not know it.
  const stopListening = onOnline(link.abort);
  link.setDeadline(FIRST_EVENT_MS);
  try {
    const response = await send(link.signal).catch(() => undefined);
    if (response === undefined) return signal?.aborted === true ? ABORTED : link.isLate() ? 'held_back' : OFFLINE;
    const isStream = response.ok && response.headers.get('content-type')?.startsWith('text/event-stream') === true;
    if (!isStream || !response.body) return await readWhole(response, take, signal);
    return await readEvents(response.body, take, () => link.setDeadline(SILENCE_MS));
  } finally {
    stopListening();
    link.unlink();
    link.abort();
  }
}

/** The answer is a document or a problem, or the body cannot be read in pieces here. */
async function readWhole(response: Response, take: TakeStatus, signal: AbortSignal | undefined): Promise<StreamEnd> {
  if (response.headers.get('content-type')?.startsWith('text/event-stream') === true) return 'held_back';
  const answer = await readAnswer(response).catch(() => (signal?.aborted === true ? ABORTED : OFFLINE));
  if (!answer.ok) return answer;
  return take(answer.document) === undefined ? { ...UNEXPECTED, status: response.status } : 'held_back';
}

async function readEvents(body: ReadableStream<Uint8Array>, take: TakeStatus, onAlive: () => void): Promise<StreamEnd> {
  let state: 'open' | 'over' | undefined;
  const read = createEventReader((name, data) => {
    const document = name === 'status' ? parseObject(data) : undefined;
    if (document !== undefined) state = take(document) ?? state;
  });
  const reader = body.getReader();
  const decoder = new TextDecoder();
  while (state !== 'over') {
    const piece = await reader.read().catch(() => undefined);
    if (piece === undefined || piece.done) break;
    read(decoder.decode(piece.value, { stream: true }));
    if (state !== undefined) onAlive();
  }
  return state === undefined ? 'held_back' : 'lost';
}
