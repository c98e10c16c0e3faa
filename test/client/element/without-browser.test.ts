// @vitest-environment happy-dom
/** The element where a host's own tests run: in an imitation of a browser that lacks most of what a form control needs. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import '../../../src/client/element/register.js';
import type { CallVerificationClient } from '../../../src/client/index.js';

const client = { countries: async () => ({ ok: true, countries: 'any' }) } as unknown as CallVerificationClient;

/** How jsdom differs: the object for a control's part in its form is there, and empty; style sheets cannot be constructed. */
function beLikeJsdom(): void {
  Reflect.set(HTMLElement.prototype, 'attachInternals', () => ({}));
  Reflect.deleteProperty(ShadowRoot.prototype, 'adoptedStyleSheets');
  vi.stubGlobal('CSSStyleSheet', class {});
}

afterEach(() => {
  document.body.replaceChildren();
});

describe.each([
  ['happy-dom', () => undefined],
  ['jsdom', beLikeJsdom],
])('in %s', (_, prepare) => {
  it('the element is made, drawn, used in a form and removed, and nothing throws', async () => {
    prepare();
    const troubles: unknown[] = [];
    window.addEventListener('error', ({ error }) => troubles.push(error));
    document.body.innerHTML = '<form lang="sk"><call-verification required name="proof"></call-verification></form>';
    const element = document.querySelector('call-verification');
    if (element === null) throw new Error('there is no element');
    element.client = client;
    await element.updateComplete;
    await Promise.resolve();
    await element.updateComplete;
    expect(element.shadowRoot?.textContent).toContain('Vaše telefónne číslo');
    expect([element.form, element.value, element.step]).toEqual([document.querySelector('form'), '', 'number']);
    expect([typeof element.checkValidity(), typeof element.reportValidity(), typeof element.validationMessage]).toEqual([
      'boolean',
      'boolean',
      'string',
    ]);
    expect(typeof element.validity.valid).toBe('boolean');
    element.reset();
    element.remove();
    expect(troubles).toEqual([]);
  });

  it('the element cannot ask for its countries where the page has no address, and is drawn without them', async () => {
    prepare();
    const happyDom: unknown = Reflect.get(window, 'happyDOM');
    if (typeof happyDom === 'object' && happyDom !== null && 'setURL' in happyDom && typeof happyDom.setURL === 'function')
      happyDom.setURL('about:blank');
    expect(location.href).toBe('about:blank');
    const element = document.createElement('call-verification');
    document.body.append(element);
    await element.updateComplete;
    // A rejection that nobody handles fails the run.
    await new Promise((resolve) => setTimeout(resolve));
    expect(element.shadowRoot?.querySelector('#phone')).not.toBeNull();
  });
});
