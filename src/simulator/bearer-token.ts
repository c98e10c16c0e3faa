/** Looks at the key of a request, as those providers do that take it as a Bearer token (RFC 6750). */
import { timingSafeEqual } from 'node:crypto';

export function isBearerToken(token: string, authorization: string | undefined): boolean {
  const given = Buffer.from(authorization ?? '');
  const expected = Buffer.from(`Bearer ${token}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}
