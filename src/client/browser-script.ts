/** The ready-made script for pages without a bundler: registers the element, and exports it and the client. */
import { CallVerificationElement } from './element/index.js';

export { createCallVerificationClient } from './create-call-verification-client.js';
export { CallVerificationElement, defineMessages } from './element/index.js';

/** The router serves this script, so its address is the script's folder. A copy on another host does not show the router's address. */
const folder = new URL('.', import.meta.url);

class CallVerificationOfThisRouter extends CallVerificationElement {
  static override readonly properties = {
    ...CallVerificationElement.properties,
    ...(folder.origin === location.origin ? { url: folder.pathname } : {}),
  };
}

// A page may have registered the element from its own bundle.
if (customElements.get('call-verification') === undefined) customElements.define('call-verification', CallVerificationOfThisRouter);
