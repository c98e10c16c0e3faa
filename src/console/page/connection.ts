/** The requests of the page, to the router that it came from. */
import type { Snapshot, Story } from '../snapshot.js';

export interface Choice {
  readonly span: 'hour' | 'day';
  readonly provider: string;
  readonly kind: string;
  readonly country: string;
}

/** `unchanged`: nothing happened since. `gone`: the host lets nobody in any more. */
export type Asked = Received | 'unchanged' | 'gone' | 'failed';

/** A snapshot, and by which tag of which address the router knows it. */
export interface Received {
  readonly snapshot: Snapshot;
  readonly address: string;
  readonly tag: string;
}

/** @param shown what the page shows: only of this may the router say that it has not changed */
export async function askSnapshot({ span, provider, kind, country }: Choice, shown: Received | undefined): Promise<Asked> {
  const query = new URLSearchParams({ span });
  if (provider !== '') query.set('provider', provider);
  if (kind !== '') query.set('kind', kind);
  if (country !== '') query.set('country', country);
  const address = `snapshot.json?${query}`;
  try {
    const response = await fetch(address, {
      headers: shown !== undefined && shown.tag !== '' && shown.address === address ? { 'If-None-Match': shown.tag } : {},
      cache: 'no-store',
      signal: AbortSignal.timeout(10_000),
    });
    if (response.status === 304) return 'unchanged';
    if (response.status === 404 || response.status === 403 || response.status === 401) return 'gone';
    if (!response.ok) return 'failed';
    // A host may answer strangers with a page, such as its sign-in.
    if (!isJson(response)) return 'gone';
    return { snapshot: (await response.json()) as Snapshot, address, tag: response.headers.get('ETag') ?? '' };
  } catch {
    return 'failed';
  }
}

export async function askStory(txn: string): Promise<Story | undefined> {
  try {
    const response = await fetch(`verifications/${encodeURIComponent(txn)}`, { cache: 'no-store', signal: AbortSignal.timeout(10_000) });
    return response.ok && isJson(response) ? ((await response.json()) as Story) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether the prefix is open now. */
export async function release(prefix: string): Promise<boolean> {
  try {
    const response = await fetch('release', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ prefix }),
      signal: AbortSignal.timeout(10_000),
    });
    // A page with 200 comes from the host, which lets nobody in any more.
    return response.status === 204;
  } catch {
    return false;
  }
}

const isJson = ({ headers }: Response): boolean => headers.get('Content-Type')?.startsWith('application/json') === true;
