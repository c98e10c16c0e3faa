/** The number that is being confirmed as a line of text, as much of it as is known. */
import { html, nothing, type TemplateResult } from 'lit/html.js';
import type { Screen } from './screen.js';

/** Masked, it comes with stars, which are drawn as dots with air around them; else it is written as its country writes it. */
export function renderPhone({ state: { phone }, phoneField }: Screen): TemplateResult | typeof nothing {
  const text = phone.includes('*') ? phone.replace(/\*+/g, (stars) => ` ${'•'.repeat(stars.length)} `) : phoneField.format(phone);
  return phone === '' ? nothing : html`<p class="number" part="phone"><bdi>${text}</bdi></p>`;
}
