/** Hides secrets in events, because events are made to be shown. */

const HIDDEN = '***';

/** Long enough to be a token, and not a word of a path. */
const TOKEN = /^[\w.~%-]{16,}$/;

const maskToken = (text: string): string => (TOKEN.test(text) ? HIDDEN : text);

/** The URL without tokens in the path, values in the query, or a password. */
export function maskUrl(text: string): string {
  if (!URL.canParse(text)) return HIDDEN;
  const url = new URL(text);
  url.username = '';
  url.password = '';
  url.pathname = url.pathname.split('/').map(maskToken).join('/');
  for (const name of [...url.searchParams.keys()]) url.searchParams.set(name, HIDDEN);
  return url.href;
}

/** An owner's own headers or parameters: the names are enough. */
export function maskValues(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.keys(values).map((name) => [name, HIDDEN]));
}

/** An owner's own constants: only what looks like a token is hidden, so that the shape of the body stays visible. */
export function maskTokens(values: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, maskToken(value)]));
}

/** `Bearer abc` becomes `Bearer ***`, a bare key `***`. */
export function maskAuthorization(value: string): string {
  return value.replace(/^(Bearer\s+)?.*$/is, (_match, scheme: string | undefined) => `${scheme ?? ''}${HIDDEN}`);
}

/** MobilGroup also accepts its key in the body: `security.apiKey`. */
export function maskBody(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('security' in body)) return body;
  return { ...body, security: { apiKey: HIDDEN } };
}
