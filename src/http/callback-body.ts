/** Reads a callback's body, compressed or not. A wrong header must not lose a report, so the bytes count before what is said of them. */
import type { Request } from 'express';
import { isPlainText } from '../ports/plain-text.js';
import { canDecompress, decompress, isReadRequest, type LostBytes, readBytes } from './body-bytes.js';

const MOST_BYTES = 16_384;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body: bytes, or what the host's parser made of it. Otherwise it is too large, or did not arrive whole. */
export type CallbackBody = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly reason: LostBytes };

export async function readCallbackBody(req: Request): Promise<CallbackBody> {
  if (Number(req.headers['content-length'] ?? 0) > MOST_BYTES) return { ok: false, reason: 'too_large' };
  if (isReadRequest(req) && !Buffer.isBuffer(req.body)) return { ok: true, body: req.body };
  const given: Buffer | LostBytes = isReadRequest(req) ? req.body : await readBytes(req, MOST_BYTES);
  if (typeof given === 'string') return { ok: false, reason: given };
  const body = await decompressAll(given, req.headers['content-encoding']);
  return body === undefined ? { ok: false, reason: 'too_large' } : { ok: true, body: body.length === 0 ? undefined : body };
}

/** The bytes as they are where they are not compressed as `encoding` says; `undefined` if they become too many. */
async function decompressAll(given: Buffer, encoding = ''): Promise<Buffer | undefined> {
  let bytes = given;
  for (const name of encoding.toLowerCase().split(',').reverse()) {
    const named = name.trim();
    // Plain text might be taken for the bare format of `deflate`.
    const known = canDecompress(named) && !arePlainText(bytes) ? named : hasGzipMark(bytes) ? 'gzip' : undefined;
    const result = known === undefined ? 'unreadable' : await decompress(known, bytes, MOST_BYTES);
    if (result === 'too_large') return undefined;
    if (result !== 'unreadable') bytes = result;
  }
  return bytes;
}

function arePlainText(bytes: Buffer): boolean {
  try {
    return isPlainText(utf8.decode(bytes));
  } catch {
    return false;
  }
}

function hasGzipMark(bytes: Buffer): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}
