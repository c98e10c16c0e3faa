/** Places one call of a method against a local server, and tells what was sent and what came of it. */
import type { CallMethod, PlaceRequest, PlaceResult } from '../../src/ports/method.js';
import { type Answer, type RecordedRequest, startServer } from './local-server.js';

export interface Placing {
  readonly result: PlaceResult;
  readonly requests: readonly RecordedRequest[];
  /** The only request. */
  readonly sent: RecordedRequest;
  /** The only request's body, parsed. */
  readonly body: unknown;
}

/** What differs from test to test. */
type Placed = Pick<PlaceRequest, 'phone' | 'code' | 'earlierCallId'>;

/** `createMethod` is given the server's address. */
export async function placeAt(createMethod: (url: string) => CallMethod, request: Placed, answer: Answer): Promise<Placing> {
  const server = await startServer(answer);
  const result = await createMethod(server.url).place({ purpose: 'sign-in', txn: 'the-txn', ...request }, { fetch });
  const [sent] = server.requests;
  const none: RecordedRequest = { method: '', path: '', query: {}, headers: {}, body: '' };
  return { result, requests: server.requests, sent: sent ?? none, body: sent?.body ? JSON.parse(sent.body) : undefined };
}
