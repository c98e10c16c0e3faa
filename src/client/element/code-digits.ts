/** Finds the code in what was typed, pasted or filled in: "12 34", "code: 1234", a whole calling number. */
import type { MethodKind } from '../../contract/method-kind.js';
import { cleanText } from '../../contract/typed-text.js';

/** Typed text: digits only, not more than the code has. */
export function readTypedCode(text: string, length: number): string {
  return cleanText(text).replace(/\D/g, '').slice(0, length);
}

/**
 * Pasted text: for a flash call the ending of the calling number; for other kinds the group of exactly the code's length, if there is one
 * ("Use 1234 until 12:30"), otherwise the first digits.
 */
export function readPastedCode(text: string, length: number, method: MethodKind): string {
  const plain = cleanText(text);
  const digits = plain.replace(/\D/g, '');
  if (method === 'flash_call') return digits.slice(-length);
  const group = plain.match(/\d+/g)?.find((each) => each.length === length);
  return group ?? digits.slice(0, length);
}
