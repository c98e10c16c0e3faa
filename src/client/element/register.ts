/** Registers `<call-verification>`. */
import { CallVerificationElement } from './call-verification-element.js';

// So that templates know the element in a project that imports nothing but this.
export type { CallVerificationAttributes } from './frameworks.js';

// A server that renders pages may have no custom elements, and a page may have two bundles.
if (typeof customElements !== 'undefined' && customElements.get('call-verification') === undefined) {
  customElements.define('call-verification', CallVerificationElement);
}
