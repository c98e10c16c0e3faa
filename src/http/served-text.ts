/** Serves a text of the package that is the same for everybody: compressed where the client takes it, and kept by browsers. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Request, Response } from 'express';
import { sendCached } from './cached-answer.js';

/**
 * The address has no version, so a browser must notice a new text: it does not ask for a day; for a further week it asks in the
 * background and uses what it has. To ask costs a 304.
 */
const CACHE_CONTROL = 'public, max-age=86400, stale-while-revalidate=604800';

export interface ServedText {
  readonly text: string;
  readonly hash: string;
}

type Zipped = ServedText & { readonly bytes: Buffer };

/**
 * @param load asked again at each request, and so keeps what it has
 * @param cacheControl for a text that is not for everybody
 */
export function createTextSender(
  type: string,
  load: () => Promise<ServedText>,
  cacheControl = CACHE_CONTROL,
): (req: Request, res: Response) => Promise<void> {
  let zipping: Promise<Zipped> | undefined;
  /** Once in a process, at the first request: a third of the size. */
  const zip = async (): Promise<Zipped> => {
    const { text, hash } = await load();
    return { text, hash, bytes: await promisify(gzip)(text, { level: 9 }) };
  };
  return async (req, res) => {
    res.vary('Accept-Encoding');
    if (req.acceptsEncodings(['gzip', 'identity']) !== 'gzip') {
      const { text, hash } = await load();
      sendCached(res, { type, body: text, cacheControl, etag: hash });
      return;
    }
    zipping ??= zip();
    const { bytes, hash } = await zipping;
    res.set('Content-Encoding', 'gzip');
    // The compressed bytes need another tag, because the tag is a strong one.
    sendCached(res, { type, body: bytes, cacheControl, etag: `${hash}-gzip` });
  };
}
