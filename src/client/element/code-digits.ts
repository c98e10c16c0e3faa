/** Finds the code in what was typed, pasted or filled in: "12 34", "code: 1234", a whole calling number. */
import type { MethodKind } from '../../contract/method-kind.js';
import { cleanText } from '../../contract/typed-text.js';

/** Typed text: digits only, not more than the code has. */
export function readTypedCode(text: string, length: number): string {
  return cleanText(text).replace(/\D/g, '').slice(0, length);
}

/**
 * Pasted text: for a flash call the ending of the calling number; for other kinds the group of exactly a code's length, if there is one
 * ("Use 1234 until 12:30"), otherwise the first digits.
 *
 * @param lengths that a code may have, that of the newest call first
 */
export function readPastedCode(text: string, lengths: readonly number[], method: MethodKind): string {
  const plain = cleanText(text);
  const digits = plain.replace(/\D/g, '');
  const [newest = 0] = lengths;
  if (method === 'flash_call') return lengths.includes(digits.length) ? digits : digits.slice(-newest);
  const groups = plain.match(/\d+/g) ?? [];
  const found = lengths.map((length) => groups.find((each) => each.length === length));
  return found.find((group) => group !== undefined) ?? (lengths.includes(digits.length) ? digits : digits.slice(0, newest));
}
