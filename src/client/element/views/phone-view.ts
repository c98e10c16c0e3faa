/** The number that is being confirmed as a line of text, as far as it is known. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Screen } from './screen.js';

/** A masked number has stars, which are drawn as dots with space around them; others are written as in their country. */
export function renderPhone({ state, phoneField }: Screen): TemplateResult | typeof nothing {
  const phone = (state.verified === undefined ? state.typedPhone : undefined) ?? state.phone;
  const text = phone.includes('*') ? phone.replace(/\*+/g, (stars) => ` ${'•'.repeat(stars.length)} `) : phoneField.format(phone);
  return phone === '' ? nothing : html`<p class="number" part="phone"><bdi>${text}</bdi></p>`;
}
