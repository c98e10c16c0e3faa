/** The language that the person at the client reads, as the browser says it. */
import type { Request } from 'express';
import { LANGUAGE } from '../engine/input.js';

/** The language that the header `Accept-Language` (RFC 9110, 12.5.4) prefers; `undefined` if it has none that is one. */
export function languageOf(req: Request): string | undefined {
  const [preferred] = req.acceptsLanguages();
  return preferred !== undefined && LANGUAGE.test(preferred) ? preferred : undefined;
}
