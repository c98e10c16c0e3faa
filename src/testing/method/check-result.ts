/** What every result of `place` must be, whatever has happened. */
import assert from 'node:assert/strict';
import type { Blame, CallMethod, PlaceRequest, PlaceResult } from '../../ports/method.js';
import { asWord } from '../../ports/plain-text.js';

const MEMBERS = {
  placed: ['status', 'callId', 'code', 'isRedirected', 'price'],
  refused: ['status', 'blame', 'reason'],
  uncertain: ['status', 'reason', 'callId', 'code', 'price'],
} as const satisfies Readonly<Record<PlaceResult['status'], readonly string[]>>;

const BLAMES: readonly Blame[] = ['number', 'account', 'provider'];

/** A longer text is not an id. */
const LONGEST_ID = 128;

/** Stands wherever a stand-in has a text of the provider's. */
export const PROVIDERS_WORD = 'words_of_the_provider';

/** Fails unless `value` is a result, and tells nothing that it must not. */
export function assertResult(value: unknown, { phone, code }: PlaceRequest, secrets: readonly string[]): asserts value is PlaceResult {
  assert.ok(typeof value === 'object' && value !== null, `place gives a result, not ${String(value)}`);
  const result = value as Readonly<Record<string, unknown>>;
  const status = String(result['status']);
  assert.ok(Object.hasOwn(MEMBERS, status), `a result's status is placed, refused or uncertain, not ${status}`);
  const known: readonly string[] = MEMBERS[status as PlaceResult['status']];
  for (const name of Object.keys(result)) assert.ok(known.includes(name), `a result that is ${status} has no member "${name}"`);
  if (status === 'refused')
    assert.ok(
      BLAMES.some((blame) => blame === result['blame']),
      'blame is number, account or provider',
    );
  if (status !== 'placed') assertReason(result['reason'], [phone.replace('+', ''), ...(code === undefined ? [] : [code]), ...secrets]);
  assertCallId(result['callId'], secrets);
  assertCode(result['code']);
  assertPrice(result['price']);
  if (result['isRedirected'] !== undefined) assert.equal(typeof result['isRedirected'], 'boolean', 'isRedirected is true or false');
}

function assertReason(reason: unknown, secrets: readonly string[]): void {
  assert.ok(typeof reason === 'string', 'a reason is a text');
  // Not shown: it may be what must not be told.
  assert.ok(!secrets.some((secret) => reason.includes(secret)), 'a reason holds neither number nor code nor key');
  assert.equal(asWord(reason), reason, `a reason is a word: at most 40 of A-Z, a-z, 0-9, "_", "." and "-", with at most three digits`);
  assert.ok(!reason.includes(PROVIDERS_WORD), 'a reason is a word of the method, never of the provider');
}

function assertCallId(id: unknown, secrets: readonly string[]): void {
  if (id === undefined) return;
  assert.ok(typeof id === 'string' && id !== '', 'a callId is a text, or left out');
  assert.ok(id.length <= LONGEST_ID, `a callId has at most ${LONGEST_ID} characters`);
  assert.ok(!secrets.some((secret) => id.includes(secret)), 'a callId holds no key');
}

function assertCode(code: unknown): void {
  if (code !== undefined) assert.ok(typeof code === 'string' && /^\d{1,10}$/.test(code), 'a code is a text of digits, or left out');
}

/** @param of whose price it is */
export function assertPrice(price: unknown, of = 'a result'): void {
  if (price === undefined) return;
  const { amount, currency } = (price ?? {}) as Readonly<Record<string, unknown>>;
  assert.ok(
    typeof amount === 'number' && Number.isFinite(amount) && amount >= 0,
    `${of} has a price whose amount is a number, not below 0`,
  );
  assert.ok(typeof currency === 'string' && /^[A-Z]{3}$/.test(currency), `${of} has a price whose currency is like RUB`);
}

/** Fails unless something may have been sent, or nothing is known. */
export function assertUncertain({ status }: PlaceResult, after: string): void {
  assert.equal(status, 'uncertain', `after ${after} the telephone may be ringing: uncertain`);
}

/** Fails unless another way may be tried at once. */
export function assertRefused({ status }: PlaceResult, after: string): void {
  assert.equal(status, 'refused', `after ${after} there is no call: refused`);
}

export function assertNotPlaced({ status }: PlaceResult, after: string): void {
  assert.notEqual(status, 'placed', `after ${after} nothing says that there is a call`);
}

/** The code of a call that is placed, by who chooses it. */
export function assertCodeOfPlaced(result: PlaceResult, { codeFrom }: CallMethod, { code: ours }: PlaceRequest): void {
  const code = 'code' in result ? result.code : undefined;
  if (codeFrom === 'provider') assert.match(code ?? '', /^\d{4,8}$/, 'the provider chooses the code, so a result has it: 4 to 8 digits');
  if (codeFrom === 'us') assert.ok(code === undefined || code === ours, 'a result has the code that was sent, or none');
  if (codeFrom === 'nobody') assert.equal(code, undefined, 'a result has no code where nobody types one');
}
