/** What the use cases take: checked strictly, since it comes from the host's code or straight from a client. */
import { z } from 'zod';
import { METHOD_KINDS } from '../contract/method-kind.js';
import type { Problem } from '../contract/problems.js';

/** Purposes are compared, so both sides must have the same default. */
export const DEFAULT_PURPOSE = 'sign-in';

const text = (most: number, expected: string): z.ZodString =>
  z.string({ error: expected }).min(1, { error: expected }).max(most, { error: expected });

/** Members a client may send. */
const phone = text(64, 'must be a phone number as a string');
const verificationId = text(128, 'must be the verificationId of a start');
const method = z.enum(METHOD_KINDS, { error: `must be one of ${METHOD_KINDS.join(', ')}` });
const code = z.string({ error: 'must be a string of digits' }).regex(/^[0-9]{1,12}$/, { error: 'must be a string of digits' });

/** Members only the host may add. */
const purpose = text(64, 'must be a string of 1 to 64 characters');
const binding = text(65_536, 'must be a string of 1 to 65536 characters');
const ip = text(64, 'must be an IP address');
/** Drawn by the client for one request, at random: whoever knows it, within its binding or network, is given that request's answer. */
const idempotencyKey = z
  .string({ error: 'must be 16 to 255 visible ASCII characters' })
  .regex(/^[\x21-\x7e]{16,255}$/, { error: 'must be 16 to 255 visible ASCII characters' });
const challengePassed = z.boolean({ error: 'must be true or false' });
const deviceProof = text(128, 'must be the proof of a device');

export const startBody = z.strictObject({ phone: phone.optional(), verificationId: verificationId.optional(), method: method.optional() });
export const checkBody = z.strictObject({ verificationId, code: code.optional() });

/** What the host's `input` may give instead of a client's body. */
export const hostStartBody = startBody.extend({ challengePassed: challengePassed.optional() });

export const startInput = hostStartBody.extend({
  purpose: purpose.optional(),
  binding: binding.optional(),
  ip: ip.optional(),
  deviceProof: deviceProof.optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export const checkInput = checkBody.extend({
  purpose: purpose.optional(),
  binding: binding.optional(),
  ip: ip.optional(),
  idempotencyKey: idempotencyKey.optional(),
});
export const referenceInput = z.strictObject({ verificationId, binding: binding.optional() });

/** A first start names a phone, a further one a verification. */
export type StartInput = z.input<typeof startInput>;
export type CheckInput = z.input<typeof checkInput>;
export type ReferenceInput = z.input<typeof referenceInput>;

export type Parsed<T> = { readonly ok: true; readonly data: T } | Extract<Problem, { code: 'invalid_request' }>;

/** Parses, and says in one sentence what is wrong, naming members and never quoting a value. */
export function parseInput<S extends z.ZodType>(schema: S, given: unknown): Parsed<z.output<S>> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, data: parsed.data };
  const issue = parsed.error.issues.find((each) => each.code === 'unrecognized_keys') ?? parsed.error.issues[0];
  const wrong = (detail: string): Parsed<never> => ({ ok: false, code: 'invalid_request', detail });
  if (issue === undefined || issue.path.length === 0) {
    if (issue?.code === 'unrecognized_keys') return wrong('The request has a member that is not known here.');
    return wrong('The request must be a JSON object.');
  }
  return wrong(`The member "${issue.path.join('.')}" ${issue.message}.`);
}
