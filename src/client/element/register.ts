/** Makes `<call-verification>` known to the page. */
import { CallVerificationElement } from './call-verification-element.js';

// A server that renders pages may have no custom elements, and a page may hold two bundles.
if (typeof customElements !== 'undefined' && customElements.get('call-verification') === undefined) {
  customElements.define('call-verification', CallVerificationElement);
}
