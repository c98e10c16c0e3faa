/**
 * The stored form of a number's entry: lists instead of members with names, because there may be a million entries.
 *
 * Versions of this package run side by side while a host deploys, and a host may go back. So a version reads what the next one writes, or
 * refuses it as of an unknown format; it never opens a value without a part of it and writes it back. `form.ts` says how that is kept.
 */
import { CALL_OUTCOMES, CLOSED_REASONS } from '../../contract/answers.js';
import { DEFAULT_PURPOSE } from '../../contract/inputs.js';
import { KIND_FORM, type MethodKind, STANDARD_KINDS } from '../../contract/method-kind.js';
import { type Happening, STANDINGS } from '../limits/number-limits.js';
import type { NumberType, Phone } from '../phone/phone.js';
import type { Attempt, CarriedCode } from './attempt.js';
import { OUR_CODE_LENGTHS, type OwnCode } from './code.js';
import { type Form, flag, integer, listOf, mapped, optional, optionalInteger, record, text, word, wrong } from './form.js';
import { type Dial, EMPTY_ENTRY, type NumberEntry } from './number-entry.js';
import { CODE_REACHES } from './outcome.js';
import type { RequestMark } from './request-mark.js';
import type { ClosedVerification, EndingRequest, OpenVerification, Verification } from './verification.js';

/** What the parts of one entry share: times are stored relative to the first, and networks by their index. */
interface Shared {
  readonly origin: number;
  readonly networks: string[];
}

const time = mapped<number, number, Shared>(
  integer,
  (at, { origin }) => at - origin,
  (after, { origin }) => origin + after,
);
const network = mapped<string | undefined, number, Shared>(
  integer,
  (value, { networks }) => {
    if (value === undefined) return 0;
    if (!networks.includes(value)) networks.push(value);
    return networks.indexOf(value) + 1;
  },
  (place, { networks }) => (place === 0 ? undefined : (networks[place - 1] ?? wrong('a known network'))),
);
const standing = word(STANDINGS);
const happening = record<Happening, Shared>({
  at: time,
  network,
  standing: mapped(
    standing,
    (value) => value ?? 'stranger',
    (value) => value,
  ),
});

/** Length of a mark's run; the rest is its request. */
const RUN_LENGTH = 6;
const mark = mapped<RequestMark, string, unknown>(
  text,
  ({ run, request = '' }) => run + request,
  (stored) =>
    stored.length < RUN_LENGTH ? wrong('a mark') : { run: stored.slice(0, RUN_LENGTH), request: stored.slice(RUN_LENGTH) || undefined },
);
type StoredDial = Pick<Dial, 'run' | 'isFurther' | 'isTrusted'> & { readonly happening: Happening };
const dial = mapped<Dial, StoredDial, Shared>(
  record<StoredDial, Shared>({ happening, run: text, isFurther: flag, isTrusted: flag }),
  (value) => ({ happening: value, run: value.run, isFurther: value.isFurther, isTrusted: value.isTrusted }),
  (stored) => ({
    at: stored.happening.at,
    network: stored.happening.network,
    standing: stored.happening.standing,
    run: stored.run,
    isFurther: stored.isFurther,
    isTrusted: stored.isTrusted,
  }),
);

/** The most common purpose is not written. */
const purpose = mapped<string, string | undefined, unknown>(
  optional(text),
  (value) => (value === DEFAULT_PURPOSE ? undefined : value),
  (value) => value ?? DEFAULT_PURPOSE,
);

const TYPES: readonly (readonly NumberType[])[] = [[], ['mobile'], ['fixed'], ['mobile', 'fixed']];
const types = mapped<readonly NumberType[], number, unknown>(
  integer,
  (value) => TYPES.findIndex((each) => each.length === value.length && each.every((type, index) => type === value[index])),
  (place) => TYPES[place] ?? wrong('known types'),
);
/** The calling code is not stored, because it is part of the number. */
const phone = mapped<Phone, Omit<Phone, 'e164' | 'callingCode'> & { readonly digits: string; readonly length: number }, unknown>(
  record({ digits: text, country: text, length: integer, types }),
  (value) => ({ digits: value.e164.slice(1), country: value.country, length: value.callingCode.length, types: value.types }),
  (stored) => ({
    e164: `+${stored.digits}`,
    country: stored.country,
    callingCode: stored.digits.slice(0, stored.length),
    types: stored.types,
  }),
);

/** A code of a length that this version cannot derive would be looked for without an end. */
const ourLength = mapped<number, number, unknown>(
  integer,
  (value) => value,
  (stored) => (stored >= OUR_CODE_LENGTHS.least && stored <= OUR_CODE_LENGTHS.most ? stored : wrong('a length of ours')),
);

/** Another code is a digest with its length. Our own of four digits is its generation, as a number above 0; of other lengths, both. */
const ownCode = record<OwnCode>({ length: ourLength, generation: integer });
const otherCode = record<{ readonly digest: string; readonly length: number }>({ digest: text, length: integer });
const code: Form<CarriedCode> = {
  write(value) {
    if (value.from === 'other') return otherCode.write(value, undefined);
    return value.length === OUR_CODE_LENGTHS.least ? value.generation + 1 : ownCode.write(value, undefined);
  },
  read(json) {
    if (!Array.isArray(json)) return { from: 'us', generation: integer.read(json, undefined) - 1, length: OUR_CODE_LENGTHS.least };
    if (typeof json[0] === 'number') return { from: 'us', ...ownCode.read(json, undefined) };
    return { from: 'other', ...otherCode.read(json, undefined) };
  },
};

/** A standard kind is a word. One of the host's own is its name, which a version without such kinds refuses to read. */
const standardKind = word(STANDARD_KINDS);
const kind: Form<MethodKind> = {
  write(value) {
    const standard = STANDARD_KINDS.find((each) => each === value);
    return standard === undefined ? value : standardKind.write(standard, undefined);
  },
  read: (json) => (typeof json === 'string' && KIND_FORM.test(json) ? json : standardKind.read(json, undefined)),
};

const attempt = record<Attempt, Shared>({
  ordinal: integer,
  mark,
  methodId: text,
  kind,
  reach: word(CODE_REACHES),
  codeLength: integer,
  dialledAt: time,
  code: optional(code),
  callId: optional(text),
  outcome: word(CALL_OUTCOMES),
  // Causes of Q.850 begin with 1, but a report may hold others.
  cause: optionalInteger,
  isDialling: flag,
  isConfirmed: flag,
  isVoid: flag,
  isWeak: flag,
  isDecoy: flag,
});

const identity = { idHash: text, purpose, startedAt: time, expiresAt: time, binding: optional(text) };

const open = record<Omit<OpenVerification, 'state'>, Shared>({
  ...identity,
  phone,
  keyId: text,
  attempts: listOf(attempt),
  allowedChecks: integer,
  standing,
  failedChecks: integer,
  wrongChecks: listOf(mark),
  generation: integer,
  accepted: optional(code),
  isTest: flag,
  hasConfirmation: flag,
});

const verified = record<NonNullable<EndingRequest['verified']>>({
  hiddenPhone: text,
  kind,
  isTest: mapped(
    flag,
    (value) => value || undefined,
    (value) => value === true,
  ),
});

const closed = record<Omit<ClosedVerification, 'state'>, Shared>({
  ...identity,
  reason: word(CLOSED_REASONS),
  kind,
  codeLength: integer,
  outcome: word(CALL_OUTCOMES),
  endedBy: optional(record<EndingRequest, Shared>({ mark, at: time, verified: optional(verified) })),
});

/** An open verification begins with 0, a closed one with 1. */
const verification: Form<Verification, Shared> = {
  write: (value, shared) => (value.state === 'open' ? [0, open.write(value, shared)] : [1, closed.write(value, shared)]),
  read(json, shared) {
    const [state, stored, ...more]: readonly unknown[] = Array.isArray(json) ? json : [];
    // What a newer version has added must not be lost by a put of this one.
    if (more.length > 0) return wrong('a verification');
    if (state === 0) return Object.assign(open.read(stored, shared), { state: 'open' as const });
    if (state === 1) return Object.assign(closed.read(stored, shared), { state: 'closed' as const });
    return wrong('a verification');
  },
};

const entry = record<NumberEntry, Shared>({
  dials: listOf(dial),
  failures: listOf(happening),
  verifications: listOf(verification),
  proofs: listOf(happening),
  trustedDials: optional(integer),
});

export function encodeEntry(value: NumberEntry): unknown {
  const times = [...value.dials, ...value.failures, ...value.proofs].map(({ at }) => at);
  const origin = Math.min(...times, ...value.verifications.map(({ startedAt }) => startedAt));
  if (!Number.isFinite(origin)) return [];
  const networks: string[] = [];
  const parts = entry.write(value, { origin, networks });
  return [origin, networks, parts];
}

/** @throws {UnknownFormat} */
export function decodeEntry(json: unknown): NumberEntry {
  if (!Array.isArray(json)) return wrong('an entry');
  if (json.length === 0) return EMPTY_ENTRY;
  const [origin, networks, parts, ...more]: readonly unknown[] = json;
  if (more.length > 0) return wrong('an entry');
  const shared = { origin: integer.read(origin, undefined), networks: [...listOf(text).read(networks, undefined)] };
  return entry.read(parts, shared);
}
