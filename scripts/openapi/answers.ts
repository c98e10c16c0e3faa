/** The answers of the contract as schemas, each held to its type by the compiler. */
import { z } from 'zod';
import {
  type AwaitingCall,
  CALL_OUTCOMES,
  type CallOutcome,
  CLOSED_REASONS,
  type ClosedReason,
  type Countries,
  type Country,
  type DocumentOf,
  type Started,
  type VerificationStatus,
  type Verified,
} from '../../src/contract/answers.js';
import type { MethodKind } from '../../src/contract/method-kind.js';
import { startSchema } from '../../src/engine/input.js';
import { exactly } from './exactly.js';

/** The one by which a start is validated. */
export const methodKind = exactly<MethodKind>()(startSchema.shape.method.unwrap());
export const callOutcome = exactly<CallOutcome>()(z.enum(CALL_OUTCOMES));
export const closedReason = exactly<ClosedReason>()(z.enum(CLOSED_REASONS));

const time = z.iso.datetime();
const checksLeft = z.int().min(0).max(5);
const codeLength = z.int().min(0).max(12);

/** The members of more than one document. */
export const shared = {
  nextMethods: z.array(methodKind),
  retryAt: time.nullable(),
  checksLeft,
  retryAfterSeconds: z.int().min(0),
  /** 40 bytes, but nobody needs to know that. */
  verificationId: z.string().min(1).max(128),
};

export const started = exactly<DocumentOf<Started>>()(
  z.object({
    verificationId: shared.verificationId,
    status: z.literal('pending'),
    method: methodKind,
    codeLength,
    isOtherCode: z.literal(true).exactOptional(),
    phone: z.string().regex(/^\+\d+\*+\d\d$/),
    checksLeft,
    expiresAt: time,
    nextMethods: shared.nextMethods,
    retryAt: shared.retryAt,
  }),
);

export const verified = exactly<DocumentOf<Verified>>()(
  z.object({
    status: z.literal('verified'),
    token: z.string().regex(/^[\w-]+\.[\w-]+\.[\w-]+$/),
    tokenType: z.literal('Bearer'),
    expiresIn: z.int().min(0),
    phone: z.string().regex(/^\+[1-9]\d{4,14}$/),
  }),
);

export const awaitingCall = exactly<DocumentOf<AwaitingCall>>()(
  z.object({ status: z.literal('awaiting_call'), retryAfterSeconds: shared.retryAfterSeconds }),
);

export const verificationStatus = exactly<DocumentOf<VerificationStatus>>()(
  z.object({
    status: z.enum(['pending', 'awaiting_call', 'verified', 'closed']),
    reason: closedReason.exactOptional(),
    method: methodKind,
    codeLength,
    call: z.object({ outcome: callOutcome }),
    checksLeft,
    expiresAt: time,
    nextMethods: shared.nextMethods,
    retryAt: shared.retryAt,
  }),
);

const countryCode = z.string().regex(/^[A-Z]{2}$/);

export const country = exactly<Country>()(
  z.object({
    country: countryCode,
    callingCode: z.string().regex(/^[1-9]\d{0,2}$/),
    mask: z.string().min(1),
    lengths: z.array(z.int().min(1).max(15)),
    nationalPrefix: z.string().min(1).exactOptional(),
    internationalPrefixes: z.array(z.string().min(1)).exactOptional(),
  }),
);

export const countries = exactly<DocumentOf<Countries>>()(
  z.object({ countries: z.union([z.array(country), z.literal('any')]), defaultCountry: countryCode.exactOptional() }),
);

/** RFC 7517, 4 and 5. Which further members a key has depends on its kind. */
export const jwkSet = z.object({
  keys: z.array(z.looseObject({ kty: z.enum(['EC', 'RSA']), kid: z.string(), alg: z.string(), use: z.literal('sig') })),
});
