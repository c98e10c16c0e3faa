/** Sends one request and reads its whole answer. */
import supertest, { type Response, type Test } from 'supertest';
import { sendBytes, sendInPieces } from './exact-body.js';

export interface Sending {
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as it is. */
  readonly body?: string | Uint8Array;
  /** Sent in pieces, without a length. */
  readonly chunks?: readonly string[];
  readonly headers?: Readonly<Record<string, string>>;
}

export async function sendTo(method: string, url: string, sending: Sending = {}): Promise<Response> {
  const { json, body, chunks, headers = {} } = sending;
  const post: Test = new supertest.Test(url, method, '').set(headers);
  if (json !== undefined) return post.send(json as object);
  if (chunks !== undefined) return sendInPieces(post, chunks);
  if (body === undefined) return post;
  if (typeof body !== 'string') return sendBytes(post, body);
  // As `fetch` called a text without a type.
  return headers['content-type'] === undefined ? post.type('text/plain;charset=UTF-8').send(body) : post.send(body);
}
