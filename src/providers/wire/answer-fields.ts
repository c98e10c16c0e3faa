/** Reads single fields of an object from outside: numbers and numeric strings are the same, strings are trimmed. */
import type { Blame } from '../../ports/method.js';

/** A provider's JSON object; nothing is known about its members. */
export type AnswerObject = Readonly<Record<string, unknown>>;

/** Far longer than any known id; a longer text is not an id. */
const MAX_CALL_ID_LENGTH = 128;

/** Whether `value` has named members: not an array. */
export function isObject(value: unknown): value is AnswerObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * A string, number or boolean as trimmed text; `undefined` for anything else and for white space only. A whole number beyond 2⁵³ is nothing,
 * too: whoever parsed it has rounded it, so as an id it might be that of another call.
 */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value.trim() || undefined;
  if (typeof value === 'boolean') return String(value);
  if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}

/** The first of the named members that holds text. */
export function firstText(object: AnswerObject, names: readonly string[]): string | undefined {
  for (const name of names) {
    const text = Object.hasOwn(object, name) ? textOf(object[name]) : undefined;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** The id of a call, opaque. */
export function readCallId(object: AnswerObject, names: readonly string[]): string | undefined {
  const id = firstText(object, names);
  return id !== undefined && id.length <= MAX_CALL_ID_LENGTH ? id : undefined;
}

/** A code of digits only. If it came as a number, its leading zeros are restored up to `length`. */
export function readCode(value: unknown, length: number): string | undefined {
  const text = typeof value === 'boolean' ? undefined : textOf(value);
  if (text === undefined || !/^\d{1,10}$/.test(text)) return undefined;
  return typeof value === 'number' ? text.padStart(length, '0') : text;
}

/** Whether an answer's flag says yes or no; `undefined` if it says neither. */
export function readFlag(value: unknown): boolean | undefined {
  const text = textOf(value)?.toLowerCase();
  if (text === 'true') return true;
  return text === 'false' ? false : undefined;
}

/** 401, 402 and 403 are about the key, the balance and the account's rights at every provider. */
export function blameOfHttpStatus(status: number | undefined): Blame {
  return status === 401 || status === 402 || status === 403 ? 'account' : 'provider';
}
