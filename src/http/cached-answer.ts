/** Answers that browsers may keep: the same for everybody, with a strong ETag by which a browser asks whether it has the newest. */
import { createHash } from 'node:crypto';
import type { Response } from 'express';

export interface CachedAnswer {
  readonly type: string;
  readonly body: string | Buffer;
  /** RFC 9111, 5.2.2. */
  readonly cacheControl: string;
  /** Without quotes. */
  readonly etag: string;
}

/** 200, or 304 if the browser has it; Express decides, and sends no body to a `HEAD`. */
export function sendCached(res: Response, { type, body, cacheControl, etag }: CachedAnswer): void {
  res.status(200).set({ 'Cache-Control': cacheControl, 'X-Content-Type-Options': 'nosniff', ETag: `"${etag}"` });
  // As bytes, because Express would change the type of a text.
  res.set('Content-Type', type).send(Buffer.from(body));
}

export function etagOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}
