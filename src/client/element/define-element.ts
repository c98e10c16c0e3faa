/** Registers the element, once in a page. */
import { CallVerificationElement } from './call-verification-element.js';

/** Does nothing on a server that renders pages, which may have no custom elements, and in a page that has the element from another bundle. */
export function defineElement(): void {
  if (typeof customElements !== 'undefined' && customElements.get('call-verification') === undefined)
    customElements.define('call-verification', CallVerificationElement);
}
