/** Methods, rules and entries for the tests of decisions. */
import { createHash } from 'node:crypto';
import { type Client, checkAllowedAt } from '../../src/core/decisions/allowance.js';
import type { Rules } from '../../src/core/decisions/rules.js';
import type { Carry } from '../../src/core/decisions/start-result.js';
import { type Attempt, newAttempt, otherCode } from '../../src/core/entry/attempt.js';
import { type CodeBook, createCodeBook } from '../../src/core/entry/code.js';
import { createHmacWith } from '../../src/core/entry/hmac.js';
import type { MethodTraits } from '../../src/core/entry/method-traits.js';
import { type Dial, EMPTY_ENTRY, type NumberEntry } from '../../src/core/entry/number-entry.js';
import type { RequestMark } from '../../src/core/entry/request-mark.js';
import { type OpenVerification, ourCodeFor, type Verification } from '../../src/core/entry/verification.js';
import { DEFAULT_NUMBER_LIMITS, type NumberLimits } from '../../src/core/limits/number-limits.js';
import type { Phone } from '../../src/core/phone/phone.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** The present time of these tests. */
export const NOW = Date.UTC(2030, 0, 1);

export const PHONE: Phone = { e164: '+79160000009', country: 'RU', callingCode: '7', types: ['mobile'] };

/** How many more checks of a client may fail, by failing them one after the other. */
export function failuresLeft(entry: NumberEntry, client: Client, limits: NumberLimits, now: number): number {
  const failed = (count: number): NumberEntry => ({
    ...entry,
    failures: [...entry.failures, ...Array.from({ length: count }, () => ({ at: now, ...client }))],
  });
  let count = 0;
  while (checkAllowedAt(failed(count), client, limits, now) <= now) count += 1;
  return count;
}

/** Of the request that began the verification of these tests. */
export const FIRST: RequestMark = { run: 'first_' };
/** Of the request that a test makes. */
export const OWN: RequestMark = { run: 'own_ru' };
/** Two runs of one request under a key, and a run of another one. */
export const KEYED: RequestMark = { run: 'keyed1', request: 'the request' };
export const REPEATED: RequestMark = { run: 'keyed2', request: 'the request' };
export const OTHERWISE: RequestMark = { run: 'keyed3', request: 'another request' };

export const RULES: Rules = {
  lifetimeMs: 300 * SECOND,
  maxChecks: 3,
  maxAttempts: 4,
  resendDelaysMs: [30, 45, 60, 90].map((seconds) => seconds * SECOND),
  limits: DEFAULT_NUMBER_LIMITS,
  report: { isRequired: false, timeoutMs: 60 * SECOND, onTimeout: 'reject' },
  canChallenge: false,
};

export const WAITING_RULES: Rules = { ...RULES, report: { ...RULES.report, isRequired: true } };

const MOBILE = ['mobile'] as const;
const mcn = { name: 'mcn' };
const mobilGroup = { name: 'mobilgroup' };

export const METHODS = {
  flashCall: {
    id: 'mcn.flashCall',
    provider: mcn,
    kind: 'flash_call',
    codeFrom: 'us',
    codeReach: 'caller_number',
    codeLength: 4,
    reports: 'documented',
    numberTypes: MOBILE,
  },
  otherFlashCall: {
    id: 'mcn-2.flashCall',
    provider: { name: 'mcn-2' },
    kind: 'flash_call',
    codeFrom: 'us',
    codeReach: 'caller_number',
    codeLength: 4,
    reports: 'documented',
    numberTypes: MOBILE,
  },
  voiceCall: {
    id: 'mobilgroup.voiceCall',
    provider: mobilGroup,
    kind: 'voice_call',
    codeFrom: 'us',
    codeReach: 'speech',
    codeLength: 4,
    reports: 'assumed',
    numberTypes: ['mobile', 'fixed'],
  },
  providerCode: {
    id: 'mobilgroup.flashCall',
    provider: mobilGroup,
    kind: 'flash_call',
    codeFrom: 'provider',
    codeReach: 'caller_number',
    codeLength: 6,
    reports: 'assumed',
    numberTypes: MOBILE,
  },
  confirmation: {
    id: 'mcn.confirmationCall',
    provider: mcn,
    kind: 'confirmation_call',
    codeFrom: 'nobody',
    codeReach: 'key_press',
    codeLength: 0,
    reports: 'documented',
    numberTypes: MOBILE,
  },
  sms: {
    id: 'mobilgroup.sms',
    provider: mobilGroup,
    kind: 'sms',
    codeFrom: 'earlier_call',
    codeReach: 'text',
    codeLength: 4,
    reports: 'never',
    numberTypes: MOBILE,
  },
  ownSms: {
    id: 'acme.sms',
    provider: { name: 'acme' },
    kind: 'sms',
    codeFrom: 'us',
    codeReach: 'text',
    codeLength: 6,
    reports: 'never',
    numberTypes: MOBILE,
  },
  smallPool: {
    id: 'mcn.ownNumberCall',
    provider: mcn,
    kind: 'flash_call',
    codeFrom: 'pool',
    codeReach: 'caller_number',
    codeLength: 4,
    endings: ['1234', '5678'],
    reports: 'never',
    numberTypes: MOBILE,
  },
} as const satisfies Record<string, MethodTraits>;

const KEY = Buffer.alloc(32, 7);
const BITS = Buffer.alloc(24, 9);
export const BOOK: CodeBook = createCodeBook(createHmacWith(KEY), BITS);
export const OUR_CODE = BOOK.ourCode({ generation: 0, length: 4 });
/** Not the right one, of the same length. */
export const WRONG_CODE = String((Number(OUR_CODE) + 1) % 10_000).padStart(4, '0');

export const ID_HASH = hashOf('the verification');

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

/** A code without a digit, which no check can hit: what decoys carry. */
export const NO_CODE = '----';

/** What the engine makes of a method that is only to pretend. */
export const pretended = <M extends MethodTraits>(method: M): M & { isDecoy: true } => ({ ...method, isDecoy: true });

/** What methods carry in these tests. */
export const carry: Carry<MethodTraits> = (method, verification) => {
  if (method.isDecoy === true) return method.codeFrom === 'nobody' ? undefined : otherCode(BOOK, NO_CODE.slice(0, method.codeLength));
  return method.codeFrom === 'us' ? ourCodeFor(verification, method.codeLength) : undefined;
};

/** An attempt that its provider has accepted. */
export function attemptBy(method: MethodTraits, change: Partial<Attempt> = {}): Attempt {
  const code = method.codeFrom === 'us' ? ({ from: 'us', generation: 0, length: method.codeLength } as const) : undefined;
  return { ...newAttempt(method, { ordinal: 1, mark: FIRST, dialledAt: NOW, code }), isDialling: undefined, ...change };
}

export function dial(change: Partial<Dial> = {}): Dial {
  return { at: NOW, run: FIRST.run, standing: 'stranger', ...change };
}

export function openVerification(change: Partial<OpenVerification> = {}): OpenVerification {
  return {
    state: 'open',
    idHash: ID_HASH,
    purpose: 'sign-in',
    startedAt: NOW,
    expiresAt: NOW + RULES.lifetimeMs,
    phone: PHONE,
    keyId: 'key',
    generation: 0,
    allowedChecks: 3,
    failedChecks: 0,
    wrongChecks: [],
    attempts: [attemptBy(METHODS.flashCall)],
    standing: 'stranger',
    ...change,
  };
}

export function entryWith(verification: Verification, change: Partial<NumberEntry> = {}): NumberEntry {
  return { ...EMPTY_ENTRY, dials: [dial({ at: verification.startedAt })], verifications: [verification], ...change };
}

/** The one verification of an entry, which is to be open. */
export function openIn(entry: NumberEntry | undefined): OpenVerification {
  const verification = entry?.verifications.at(-1);
  if (verification?.state !== 'open') throw new Error('no open verification');
  return verification;
}
