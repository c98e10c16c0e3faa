/** Where and how requests are sent: the host's address, headers and credentials. */
import type { Fetch, RequestHeaders } from './platform.js';

/** Options of `createCallVerificationClient`. */
export interface CallVerificationClientOptions {
  /**
   * Where `callVerificationRouter` is mounted. The client of the router's own script (`/client.js`) takes the script's address. Under Node it
   * must be absolute. @default '/auth/call'
   */
  readonly url?: string | undefined;
  /** Sends the requests. @default the global `fetch` */
  readonly fetch?: Fetch | undefined;
  /** Sent with every request, for example a CSRF token. A function is called for every try; if it throws, the method rejects. */
  readonly headers?: RequestHeaders | (() => RequestHeaders | Promise<RequestHeaders>) | undefined;
  /** Whether cookies go with the requests, as `fetch` takes it. @default 'same-origin' */
  readonly credentials?: 'omit' | 'same-origin' | 'include' | undefined;
}
