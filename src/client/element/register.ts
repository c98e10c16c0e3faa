/** Registers `<call-verification>`. */
import { CallVerificationElement } from './call-verification-element.js';

// A server that renders pages may have no custom elements, and a page may have two bundles.
if (typeof customElements !== 'undefined' && customElements.get('call-verification') === undefined) {
  customElements.define('call-verification', CallVerificationElement);
}
