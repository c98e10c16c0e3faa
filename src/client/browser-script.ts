/** The ready-made script for pages without a bundler: registers the element, and exports it and the client. */
import { CallVerificationElement } from './element/index.js';

export { createCallVerificationClient } from './create-call-verification-client.js';
export { CallVerificationElement, defineMessages } from './element/index.js';

/** The script is served by the router, so the router stands where the script came from. A copy on another host tells nothing. */
const folder = new URL('.', import.meta.url);

class CallVerificationOfThisRouter extends CallVerificationElement {
  static override readonly properties = {
    ...CallVerificationElement.properties,
    ...(folder.origin === location.origin ? { url: folder.pathname } : {}),
  };
}

// A page may have registered the element from a bundle of its own.
if (customElements.get('call-verification') === undefined) customElements.define('call-verification', CallVerificationOfThisRouter);
