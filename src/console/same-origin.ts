/** Whether a request that changes something comes from a page of this origin. */
import type { Request } from 'express';

/**
 * Browsers say it themselves (`Sec-Fetch-Site`); where they do not, because the page came over plain http, the `Origin` must be this host.
 * A request that says neither comes from no page that this router has sent.
 */
export function isSameOrigin({ headers }: Pick<Request, 'headers'>): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) return site === 'same-origin';
  const { origin, host } = headers;
  if (origin === undefined || host === undefined || !URL.canParse(origin)) return false;
  return new URL(origin).host === host.toLowerCase();
}
