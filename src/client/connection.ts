/** Sends requests to the host's address, with its headers and credentials. */
import type { CallVerificationClientOptions } from './client-options.js';

export interface Sending {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** The path below the router's address. */
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
}

/** A request that is ready: from here on only the network can fail. */
export type ReadyRequest = (signal: AbortSignal) => Promise<Response>;

/** Makes a request ready. Throws if the page's code is wrong: an impossible address, header, body or `credentials`, or `headers` that fails. */
export type Connection = (sending: Sending) => Promise<ReadyRequest>;

export function createConnection({
  url = '/auth/call',
  fetch,
  headers,
  credentials = 'same-origin',
}: CallVerificationClientOptions): Connection {
  const base = url.replace(/\/+$/, '');
  return async ({ method, path, headers: ours = {}, body }) => {
    const address = new URL(`${base}${path}`, ownAddress()).href;
    const all = new Headers(typeof headers === 'function' ? await headers() : headers);
    if (body !== undefined) all.set('Content-Type', 'application/json');
    for (const [name, value] of Object.entries(ours)) all.set(name, value);
    const init: RequestInit = { method, headers: all, credentials, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    // What can never be sent is a mistake of the page's code, and no lost connection.
    new Request(address, init);
    // Read at the last moment, and called without an object, because tests and service workers replace it.
    return (signal) => (fetch ?? globalThis.fetch)(address, { ...init, signal });
  };
}

/** A relative address belongs to the page, whatever the page's `<base>` says. A frame without an address has that of the page around it. */
function ownAddress(): string | undefined {
  const address = globalThis.location?.href;
  return address !== undefined && /^(?:about|blob):/.test(address) ? globalThis.origin : address;
}
