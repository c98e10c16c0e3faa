/** What the end of a `send` means for the attempt. No text from outside is passed on. */
import { type Price, readTold } from '../../core/fraud/money.js';
import type { Blame, PlaceResult } from '../../ports/method.js';
import { asWord } from '../../ports/plain-text.js';
import { isObject, readCallId, textOf } from '../wire/answer-fields.js';
import { reasonForNoConnection } from '../wire/no-connection.js';
import { isRefusal } from './sender-refused.js';

/** Whether it is what a `send` may return. Anything else is most likely a mistake in it. */
export function isReceipt(given: unknown): boolean {
  return given === undefined || (isObject(given) && ('id' in given || 'price' in given));
}

/** Accepted, whatever the receipt looks like: the message is on its way. */
export function resultOfReceipt(receipt: unknown, known: Price | undefined): PlaceResult {
  if (!isObject(receipt)) return { status: 'placed' };
  const told = readPrice(receipt['price']);
  // What was reserved in one currency cannot be corrected in another.
  const price = known !== undefined && told?.currency !== known.currency ? undefined : told;
  return { status: 'placed', callId: readCallId(receipt, ['id']), price };
}

function readPrice(given: unknown): Price | undefined {
  if (!isObject(given)) return undefined;
  const { amount, currency } = given;
  const told = readTold(textOf(amount));
  return told !== undefined && typeof currency === 'string' && /^[A-Z]{3}$/.test(currency) ? { amount: told, currency } : undefined;
}

const BLAMES: readonly Blame[] = ['number', 'account', 'provider'];

/** Never throws, whatever was thrown. */
export function resultOfError(error: unknown): PlaceResult {
  try {
    return read(error);
  } catch {
    return { status: 'uncertain', reason: 'send_failed' };
  }
}

function read(error: unknown): PlaceResult {
  if (isRefusal(error)) {
    const { blame, reason } = error;
    return { status: 'refused', blame: BLAMES.includes(blame) ? blame : 'provider', reason: asWord(reason) };
  }
  const unconnected = reasonForNoConnection(error);
  if (unconnected !== undefined) return { status: 'refused', blame: 'provider', reason: unconnected };
  return { status: 'uncertain', reason: nameOfError(error) };
}

/** What programmers have named: Node's codes, such as `ECONNRESET`, and classes of errors. Messages are never read. */
function nameOfError(error: unknown): string {
  if (!isObject(error)) return 'send_failed';
  const { code, name } = error;
  if (typeof code === 'string' && /^[A-Z][A-Z_]{2,39}$/.test(code)) return code;
  return typeof name === 'string' && name !== 'Error' && /^[A-Z][A-Za-z]{2,39}$/.test(name) ? name : 'send_failed';
}
