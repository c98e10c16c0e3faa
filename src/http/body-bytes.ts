/** Reads the bytes of a request's body, up to a limit, and decompresses them. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { Request } from 'express';

/** Why there are no bytes: they are too many, or they did not arrive whole or cannot be decompressed. */
export type LostBytes = 'too_large' | 'unreadable';

/** Whether the body was read before, or is gone: to read it again would wait for ever. */
export function isReadRequest(req: Request): boolean {
  return req.readableEnded || ('_body' in req && req._body === true);
}

/** What is too much is read and thrown away, so that the answer reaches the sender, and the connection can take the next request. */
export function readBytes(req: Request, mostBytes: number): Promise<Buffer | LostBytes> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const lose = (): void => resolve('unreadable');
    // An aborted request emits no more events.
    if (req.destroyed) lose();
    req.on('data', (chunk: Buffer | string) => {
      // It is a string if another program has set the stream's encoding.
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      length += bytes.length;
      if (length > mostBytes) resolve('too_large');
      else chunks.push(bytes);
    });
    req.on('end', () => resolve(Buffer.concat(chunks)));
    req.on('error', lose).on('close', lose);
  });
}

type Decompress = (bytes: Uint8Array, options: { maxOutputLength: number }) => Promise<Buffer>;

const zlib: Decompress = promisify<Uint8Array, object, Buffer>(inflate);
const rawDeflate: Decompress = promisify<Uint8Array, object, Buffer>(inflateRaw);
const gzip: Decompress = promisify<Uint8Array, object, Buffer>(gunzip);
const brotli: Decompress = promisify<Uint8Array, object, Buffer>(brotliDecompress);

/** By the names of RFC 9110. Many senders take `deflate` for the bare format, without the frame of zlib. */
const DECOMPRESSIONS: ReadonlyMap<string, readonly Decompress[]> = new Map([
  ['gzip', [gzip]],
  ['x-gzip', [gzip]],
  ['deflate', [zlib, rawDeflate]],
  ['br', [brotli]],
]);

/** Whether bytes can be decompressed that are compressed as this name says, in small letters. */
export const canDecompress = (name: string): boolean => DECOMPRESSIONS.has(name);

export async function decompress(name: string, bytes: Uint8Array, mostBytes: number): Promise<Buffer | LostBytes> {
  for (const each of DECOMPRESSIONS.get(name) ?? []) {
    const result = await each(bytes, { maxOutputLength: mostBytes }).catch(reasonOf);
    if (result !== 'unreadable') return result;
  }
  return 'unreadable';
}

function reasonOf(error: unknown): LostBytes {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'unreadable';
}
