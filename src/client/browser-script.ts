/** The ready-made script for pages without a bundler: registers the element, and exports it and the client. */
import { createCallVerificationClient as createClient } from './create-call-verification-client.js';
import { CallVerificationElement } from './element/index.js';

export { CallVerificationElement, defineMessages } from './element/index.js';

/** The router serves this script, so its address is the script's folder, also for a page of another origin. */
const { origin, pathname, href } = new URL('.', import.meta.url);
const url = origin === location.origin ? pathname : href;

export const createCallVerificationClient: typeof createClient = (options) => createClient({ ...options, url: options?.url ?? url });

class CallVerificationOfThisRouter extends CallVerificationElement {
  static override readonly properties = { ...CallVerificationElement.properties, url };
}

// A page may have registered the element from its own bundle.
if (customElements.get('call-verification') === undefined) customElements.define('call-verification', CallVerificationOfThisRouter);
