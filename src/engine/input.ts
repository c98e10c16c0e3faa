/** What the use cases take: parsed strictly and once, since it comes from the host's code or straight from a client. */
import { z } from 'zod';
import { METHOD_KINDS, type MethodKind } from '../contract/method-kind.js';
import type { ProblemOf } from '../contract/problems.js';
import type { ShapeOf } from '../core/options/parse-options.js';

/** Purposes are compared, so both sides must have the same default. */
export const DEFAULT_PURPOSE = 'sign-in';

/** What a client asks a start for, or the host's `input` in its place: `phone` or `verificationId`, and never both. */
export interface StartBody {
  /** The number to verify, as people write it; at most 64 characters. Begins a verification. */
  readonly phone?: string | undefined;
  /** The `verificationId` of a start. Calls again for that verification. */
  readonly verificationId?: string | undefined;
  /** The kind of call that is wanted. @default the first that is possible, in the order of `methods` */
  readonly method?: MethodKind | undefined;
  /** Whether the client passed the host's challenge. Only `input` may say so: in a client's body it is a 400. @default false */
  readonly challengePassed?: boolean | undefined;
}

/** Input of `calls.start`. What is wrong with it comes back as `invalid_request`. */
export interface StartInput extends StartBody {
  /** What the number is verified for, 1 to 64 characters. A check must name the same. @default 'sign-in' */
  readonly purpose?: string | undefined;
  /** What every later request must present again, such as the session's id; 1 to 65 536 characters. @default bound to nothing */
  readonly binding?: string | undefined;
  /** The client's address, by which limits per network go. @default unknown: such clients share the number's limits alone */
  readonly ip?: string | undefined;
  /** What the device was given when it verified a number, as the device cookie carries it. @default none */
  readonly deviceProof?: string | undefined;
  /**
   * Names this one request, so that it takes effect once however often it comes: 16 to 255 visible ASCII characters, drawn by
   * the client at random. Whoever knows it, within its binding or network, is given that request's answer. @default none
   */
  readonly idempotencyKey?: string | undefined;
}

/** What a client asks a check for, or the host's `input` in its place. */
export interface CheckBody {
  /** The `verificationId` of a start. */
  readonly verificationId: string;
  /** The digits that the person typed. @default none: asks whether a confirmation call was confirmed, or an awaited report has come */
  readonly code?: string | undefined;
}

/** Input of `calls.check`. What is wrong with it comes back as `invalid_request`, and no check is spent. */
export interface CheckInput extends CheckBody {
  /** What the number is verified for: another one than that of the start is `verification_not_found`. @default 'sign-in' */
  readonly purpose?: string | undefined;
  /** The binding of the start. Another one is `verification_not_found`. @default none */
  readonly binding?: string | undefined;
  /** The client's address, by which limits per network go. @default unknown */
  readonly ip?: string | undefined;
  /** As at a start: a repeat is answered alike and spends no second check. @default none */
  readonly idempotencyKey?: string | undefined;
}

/** Input of `calls.status`, `watchStatus` and `cancel`. */
export interface ReferenceInput {
  /** The `verificationId` of a start. */
  readonly verificationId: string;
  /** The binding of the start. Another one is `verification_not_found`. @default none */
  readonly binding?: string | undefined;
}

/** A start that was parsed: it names a number, or else a verification. */
export type ParsedStart = Omit<StartInput, 'phone' | 'verificationId'> &
  ({ readonly phone: string; readonly verificationId?: undefined } | { readonly phone?: undefined; readonly verificationId: string });

/** A check of a client that may have forgotten the id. */
export type CheckRequest = Omit<CheckInput, 'verificationId'> & { readonly verificationId?: string | undefined };

/** Members of an input that a host adds to what its client sent. */
export type HostMembers = Omit<StartInput, keyof StartBody>;

export type Parsed<Input> = { readonly ok: true; readonly input: Input } | ProblemOf<'invalid_request'>;

const text = (most: number, expected: string): z.ZodString =>
  z.string({ error: expected }).min(1, { error: expected }).max(most, { error: expected });
const digits = 'must be a string of digits';
const visible = 'must be 16 to 255 visible ASCII characters';

const verificationId = text(128, 'must be the verificationId of a start');
const byHost = {
  purpose: text(64, 'must be a string of 1 to 64 characters').optional(),
  binding: text(65_536, 'must be a string of 1 to 65536 characters').optional(),
  ip: text(64, 'must be an IP address').optional(),
  idempotencyKey: z
    .string({ error: visible })
    .regex(/^[\x21-\x7e]{16,255}$/, { error: visible })
    .optional(),
};

const startSchema = z.strictObject({
  phone: text(64, 'must be a phone number as a string').optional(),
  verificationId: verificationId.optional(),
  method: z.enum(METHOD_KINDS, { error: `must be one of ${METHOD_KINDS.join(', ')}` }).optional(),
  challengePassed: z.boolean({ error: 'must be true or false' }).optional(),
  ...byHost,
  deviceProof: text(128, 'must be the proof of a device').optional(),
} satisfies ShapeOf<StartInput>);

const checkSchema = z.strictObject({
  verificationId,
  code: z
    .string({ error: digits })
    .regex(/^[0-9]{1,12}$/, { error: digits })
    .optional(),
  ...byHost,
} satisfies ShapeOf<CheckInput>);
const checkRequestSchema = checkSchema.partial({ verificationId: true });

const referenceSchema = z.strictObject({ verificationId, binding: byHost.binding } satisfies ShapeOf<ReferenceInput>);

export function parseStart(given: unknown): Parsed<ParsedStart> {
  const parsed = parse(startSchema, given);
  if (!parsed.ok) return parsed;
  const { phone, verificationId, ...more } = parsed.input;
  if (phone !== undefined && verificationId === undefined) return { ok: true, input: { ...more, phone } };
  if (verificationId !== undefined && phone === undefined) return { ok: true, input: { ...more, verificationId } };
  return wrong('Send either "phone", for a new verification, or "verificationId", for another call.');
}

export const parseCheck = (given: unknown): Parsed<CheckInput> => parse(checkSchema, given);

/** For what came over HTTP, where a missing id is answered like an unknown one. */
export const parseCheckRequest = (given: unknown): Parsed<CheckRequest> => parse(checkRequestSchema, given);

export const parseReference = (given: unknown): Parsed<ReferenceInput> => parse(referenceSchema, given);

const HOST_MEMBERS: { readonly [Name in keyof HostMembers]-?: true } = {
  purpose: true,
  binding: true,
  ip: true,
  deviceProof: true,
  idempotencyKey: true,
};
const UNKNOWN_MEMBER = 'The request has a member that is not known here.';

/** Parses what a client sent together with what its host knows of it. To a client the host's members are unknown ones. */
export function parseWithHost<Input>(parseInput: (given: unknown) => Parsed<Input>, given: unknown, host: HostMembers): Parsed<Input> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return parseInput(given);
  if (Object.keys(given).some((name) => Object.hasOwn(HOST_MEMBERS, name))) return wrong(UNKNOWN_MEMBER);
  return parseInput({ ...given, ...host });
}

function wrong(detail: string): ProblemOf<'invalid_request'> {
  return { ok: false, code: 'invalid_request', detail };
}

/** Says in one sentence what is wrong, naming members and never quoting a value. */
function parse<S extends z.ZodType>(schema: S, given: unknown): Parsed<z.output<S>> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, input: parsed.data };
  const issue = parsed.error.issues.find((each) => each.code === 'unrecognized_keys') ?? parsed.error.issues[0];
  if (issue === undefined || issue.path.length === 0) {
    return wrong(issue?.code === 'unrecognized_keys' ? UNKNOWN_MEMBER : 'The request must be a JSON object.');
  }
  return wrong(`The member "${issue.path.join('.')}" ${issue.message}.`);
}
