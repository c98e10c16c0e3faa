/** The field of the number: its country, its text, and where the caret is after the mask was applied. */

import type { Country } from '../../contract/answers.js';
import { OFFLINE } from '../client-problem.js';
import type { CallVerificationClient } from '../create-call-verification-client.js';
import type { ControllerHost } from './drawn-element.js';
import { warnOfHost } from './host-warning.js';
import { caretAfterDigits, digitsBefore, digitsOf, type PhoneEntry, phoneToSend, readPhone } from './phone-mask.js';

/** Countries to begin with, most likely first. @param byDefault the server's */
export type LikelyCountries = (byDefault: string | undefined) => readonly (string | undefined)[];

export class PhoneField {
  readonly #host: Pick<ControllerHost, 'requestUpdate'>;
  readonly #onEdit: () => void;
  #entry: PhoneEntry = { country: undefined, text: '', isFree: true };
  #wished = '';
  #isComposing = false;
  /** Empty: any country, as free text. */
  countries: readonly Country[] = [];

  constructor(host: Pick<ControllerHost, 'requestUpdate'>, onEdit: () => void) {
    this.#host = host;
    this.#onEdit = onEdit;
  }

  get country(): Country | undefined {
    return this.#entry.country;
  }

  get text(): string {
    return this.#entry.text;
  }

  /** Whether the text is the whole number, with its calling code if it has one. */
  get isFree(): boolean {
    return this.#entry.isFree;
  }

  /** What is sent to the server; empty if nothing was typed. */
  get phone(): string {
    return this.text.trim() === '' ? '' : phoneToSend(this.#entry);
  }

  /** Sets a number as if it had been pasted. */
  set(text: string): void {
    this.#entry = readPhone(text, this.countries, this.country);
    this.#host.requestUpdate();
  }

  /** An international number as its country writes it. */
  format(phone: string): string {
    const { country, text, isFree } = readPhone(phone, this.countries, this.country);
    return country === undefined || isFree ? text : `+${country.callingCode} ${text}`;
  }

  /** Loads the countries. Without an answer any number may be typed, and the server decides. */
  async load(client: CallVerificationClient, signal: AbortSignal, likely: LikelyCountries): Promise<void> {
    // It rejects if the page's code is wrong, which the first call will say. A test without a server has no address to ask.
    const answer = await client.countries({ signal }).catch(() => OFFLINE);
    if (signal.aborted) return;
    if (!answer.ok) warnOfHost(answer);
    this.countries = answer.ok && answer.countries !== 'any' ? answer.countries : [];
    const codes = [this.#wished, ...likely(answer.ok ? answer.defaultCountry : undefined)];
    const country = codes.map((code) => this.#find(code)).find((found) => found !== undefined) ?? this.countries[0];
    // What was typed meanwhile is read again, because its country may be known now.
    this.#entry = this.#isComposing ? { ...this.#entry, country } : readPhone(this.text, this.countries, country);
    this.#host.requestUpdate();
  }

  /** Also for the end of a composition, which some browsers report after the input and some before. */
  readonly onInput = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const { inputType = '', isComposing = false } = event instanceof InputEvent ? event : {};
    // An input method counts on finding its text where it put it.
    this.#isComposing = isComposing;
    if (isComposing) return;
    let { value } = input;
    let digits = digitsBefore(value, input.selectionStart ?? value.length);
    const before = digitsOf(this.text);
    const [, erased, isForward] = /^delete(Content|Word)(Forward)?/.exec(inputType) ?? [];
    // Only a character of the mask was erased: the person meant the digit beside it, or the group of digits.
    if (erased !== undefined && !this.isFree && digitsOf(value) === before) {
      const caret = caretAfterDigits(this.text, digits);
      const side = isForward ? this.text.slice(caret) : this.text.slice(0, caret);
      const pattern = new RegExp(`\\d${erased === 'Word' ? '+' : ''}${isForward ? '' : '$'}`);
      const count = pattern.exec(side)?.[0].length ?? 0;
      if (!isForward) digits -= count;
      value = before.slice(0, digits) + before.slice(digits + count);
    }
    const typed = digitsOf(value).length;
    this.set(value);
    const shown = digitsOf(this.text).length;
    if (input.value !== this.text) {
      input.value = this.text;
      // A prefix before the caret was removed.
      const caret = caretAfterDigits(this.text, Math.max(0, digits - (typed - shown)));
      input.setSelectionRange(caret, caret);
    }
    this.#onEdit();
  };

  /** Chooses a country, now or once the list is loaded. @param code ISO 3166 alpha-2 */
  choose(code: string): void {
    this.#wished = code;
    const country = this.#find(code);
    if (country === undefined) return;
    const entry = readPhone(this.text, this.countries, country);
    // A number of another country does not become one of this country.
    this.#entry = entry.isFree || entry.country !== country ? readPhone('', this.countries, country) : entry;
    this.#host.requestUpdate();
  }

  readonly onCountry = (event: Event): void => {
    const select = event.currentTarget;
    if (!(select instanceof HTMLSelectElement)) return;
    this.choose(select.value);
    this.#onEdit();
  };

  #find(code: string | undefined): Country | undefined {
    return this.countries.find(({ country }) => country === code?.toUpperCase());
  }
}
