/** Bodies that supertest has no method for: bytes that stay as they are, and pieces that tell no length. */
import type { Test } from 'supertest';

/** Sends these bytes, whatever the content type says, and adds no content type. */
export function sendBytes(request: Test, bytes: Uint8Array): Test {
  // Without a serializer of its own a request would turn bytes into JSON where its content type says JSON.
  return request.serialize((body) => body).send(Buffer.from(bytes));
}

/** Sends the pieces chunked. The request must have its headers by now. */
export function sendInPieces(request: Test, pieces: readonly string[]): Test {
  for (const piece of pieces) request.write(piece);
  return request;
}
