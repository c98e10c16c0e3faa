/** Methods, rules and entries for the tests of decisions. */
import { createHash } from 'node:crypto';
import type { Attempt } from '../../src/core/entry/attempt.js';
import { newAttempt } from '../../src/core/entry/attempt.js';
import { type CodeBook, createCodeBook } from '../../src/core/entry/code.js';
import type { MethodTraits } from '../../src/core/entry/method-traits.js';
import { EMPTY_ENTRY, type NumberEntry, type Rules } from '../../src/core/entry/number-entry.js';
import type { OpenVerification } from '../../src/core/entry/verification.js';
import { DEFAULT_NUMBER_LIMITS } from '../../src/core/limits/number-limits.js';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;
/** The present time of these tests. */
export const NOW = Date.UTC(2030, 0, 1);

export const PHONE = '+79160000009';

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
export const BOOK: CodeBook = createCodeBook(KEY, BITS);
export const OUR_CODE = BOOK.ourCode(0);
/** Not the right one, of the same length. */
export const WRONG_CODE = String((Number(OUR_CODE) + 1) % 10_000).padStart(4, '0');

export const ID_HASH = hashOf('the verification');

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 22);
}

export function attemptBy(method: MethodTraits, change: Partial<Attempt> = {}): Attempt {
  const code = method.codeFrom === 'us' ? ({ from: 'us', generation: 0 } as const) : undefined;
  return { ...newAttempt(method, 1, NOW, code), ...change };
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
    attempts: [attemptBy(METHODS.flashCall)],
    ...change,
  };
}

export function entryWith(verification: OpenVerification, change: Partial<NumberEntry> = {}): NumberEntry {
  return { ...EMPTY_ENTRY, dials: [{ at: verification.startedAt }], verifications: [verification], ...change };
}
