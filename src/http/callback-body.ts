/** Reads a callback's body, compressed or not. A wrong header must not lose a report, so the bytes count before what is said of them. */
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw } from 'node:zlib';
import type { Request } from 'express';
import { isPlainText } from '../ports/plain-text.js';
import { isReadRequest } from './json-body.js';

const MOST_BYTES = 16_384;

/** The body: bytes, or what the host's parser made of it. Otherwise it is too large, or did not arrive whole. */
export type CallbackBody =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly reason: 'too_large' | 'unreadable' };

const TOO_LARGE: CallbackBody = { ok: false, reason: 'too_large' };
const UNREADABLE: CallbackBody = { ok: false, reason: 'unreadable' };

export async function readCallbackBody(req: Request): Promise<CallbackBody> {
  if (Number(req.headers['content-length'] ?? 0) > MOST_BYTES) return TOO_LARGE;
  const isRead = isReadRequest(req);
  const given: unknown = isRead ? req.body : await readBytes(req);
  if (!isRead && !Buffer.isBuffer(given)) return given === 'too_large' ? TOO_LARGE : UNREADABLE;
  if (!Buffer.isBuffer(given)) return { ok: true, body: given };
  const body = await decompress(given, req.headers['content-encoding']);
  return body === undefined ? TOO_LARGE : { ok: true, body: body.length === 0 ? undefined : body };
}

/** A stream that is left half read is not destroyed, so that the answer still reaches the sender. */
function readBytes(req: Request): Promise<Buffer | 'too_large' | 'unreadable'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const take = (chunk: Buffer | string): void => {
      // It is a string if another program has set the stream's encoding.
      const bytes = Buffer.from(chunk);
      chunks.push(bytes);
      length += bytes.length;
      if (length <= MOST_BYTES) return;
      req.pause();
      leave('too_large');
    };
    const leave = (result: Buffer | 'too_large' | 'unreadable'): void => {
      req.off('data', take);
      resolve(result);
    };
    // An aborted request emits no more events.
    if (req.destroyed) return leave('unreadable');
    req.on('data', take);
    req.once('end', () => leave(Buffer.concat(chunks)));
    for (const loss of ['error', 'aborted', 'close']) req.on(loss, () => leave('unreadable'));
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

/** The bytes as they are where they are not compressed as `encoding` says; `undefined` if they become too many. */
async function decompress(given: Buffer, encoding = ''): Promise<Buffer | undefined> {
  let bytes = given;
  const names = encoding.toLowerCase().split(',');
  for (const name of names.reverse()) {
    const known = arePlainText(bytes) ? [] : (DECOMPRESSIONS.get(name.trim()) ?? (hasGzipMark(bytes) ? [gzip] : []));
    for (const each of known) {
      const result = await each(bytes, { maxOutputLength: MOST_BYTES }).catch(reasonOf);
      if (result === 'too_large') return undefined;
      if (result === 'unreadable') continue;
      bytes = result;
      break;
    }
  }
  return bytes;
}

function reasonOf(error: unknown): 'too_large' | 'unreadable' {
  return error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE' ? 'too_large' : 'unreadable';
}

/** Plain text might be taken for the bare format of `deflate`. */
function arePlainText(bytes: Buffer): boolean {
  try {
    return isPlainText(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    return false;
  }
}

function hasGzipMark(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
