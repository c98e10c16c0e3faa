/** Parses the input of the use cases, strictly and once: it comes from the host's code or straight from a client. */
import { z } from 'zod';
import type { CheckInput, DeliveryReport, ParsedStart, ReferenceInput, StartBody, StartInput } from '../contract/inputs.js';
import { KIND_FORM, type MethodKind } from '../contract/method-kind.js';
import { nearestName } from '../contract/nearest-name.js';
import type { ProblemOf } from '../contract/problems.js';
import { cleanText } from '../contract/typed-text.js';
import type { ShapeOf } from '../options/parse-options.js';

/** What a host adds to its client's input. */
export type HostMembers = Omit<StartInput, keyof StartBody>;

export type Parsed<Input> = { readonly ok: true; readonly input: Input } | ProblemOf<'invalid_request'>;

const text = (most: number, expected: string): z.ZodString =>
  z.string({ error: expected }).min(1, { error: expected }).max(most, { error: expected });
const digits = 'must be a string of digits';
/** A shorter key could be guessed, or come twice by chance. */
export const REQUEST_KEY = { form: /^[\x21-\x7e]{16,255}$/, expected: 'must be 16 to 255 visible ASCII characters' };

const KIND = 'must be the kind of a method, such as flash_call or sms';
const TAG = 'must be a language tag of BCP 47, such as "sk" or "pt-BR"';
/** A language tag (BCP 47), as long as RFC 5646, 4.4.1 wants them kept. */
export const LANGUAGE = /^(?=.{2,35}$)[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/;

const ID = 'must be the verificationId of a start';
const verificationId = z
  .string({ error: ({ input }) => (input === undefined ? 'is missing: send the verificationId of the start' : ID) })
  .min(1, { error: ID })
  .max(128, { error: ID });
const byHost = {
  purpose: text(64, 'must be a string of 1 to 64 characters').optional(),
  binding: text(65_536, 'must be a string of 1 to 65536 characters').optional(),
  ip: text(64, 'must be an IP address').optional(),
  idempotencyKey: z.string({ error: REQUEST_KEY.expected }).regex(REQUEST_KEY.form, { error: REQUEST_KEY.expected }).optional(),
};

/** Any kind: which of them are configured, only the service knows. */
const methodKind = z.string({ error: KIND }).regex(KIND_FORM, { error: KIND }) as unknown as z.ZodType<MethodKind, MethodKind>;

/** The three schemas are described in `docs/openapi.json`, too. */
export const startSchema = z.strictObject({
  phone: text(64, 'must be a phone number as a string').optional(),
  verificationId: verificationId.optional(),
  method: methodKind.optional(),
  language: z.string({ error: TAG }).regex(LANGUAGE, { error: TAG }).optional(),
  challengePassed: z.boolean({ error: 'must be true or false' }).optional(),
  ...byHost,
  deviceProof: text(128, 'must be the proof of a device').optional(),
} satisfies ShapeOf<StartInput>);

export const checkSchema = z.strictObject({
  verificationId,
  // Read before it is compared or hashed, so that one code spelled differently is one code, also for a repeat under a key.
  code: text(64, digits)
    .overwrite(readCode)
    .regex(/^[0-9]{1,12}$/, { error: digits })
    .optional(),
  ...byHost,
} satisfies ShapeOf<CheckInput>);

export const referenceSchema = z.strictObject({ verificationId, binding: byHost.binding } satisfies ShapeOf<ReferenceInput>);

const MESSAGE_ID = 'must be the id that send returned: a string of 1 to 128 characters, or a whole number';
const OUTCOME = 'must be "delivered" or "undelivered"';
const deliverySchema = z.strictObject({
  sender: text(32, 'must be the name of a sender'),
  id: z
    .union([z.string().trim().min(1, { error: MESSAGE_ID }).max(128, { error: MESSAGE_ID }), z.int()], { error: MESSAGE_ID })
    .transform(String),
  outcome: z.enum(['delivered', 'undelivered'], { error: OUTCOME }),
} satisfies ShapeOf<DeliveryReport>);

export type ParsedDelivery = z.output<typeof deliverySchema>;

export const parseDelivery = (given: unknown): Parsed<ParsedDelivery> => parse(deliverySchema, given);

export function parseStart(given: unknown): Parsed<ParsedStart> {
  const parsed = parse(startSchema, given);
  if (!parsed.ok) return parsed;
  const { phone, verificationId, ...more } = parsed.input;
  if (phone !== undefined && verificationId === undefined) return { ok: true, input: { ...more, phone } };
  if (verificationId !== undefined && phone === undefined) return { ok: true, input: { ...more, verificationId } };
  return wrong('Send either "phone", for a new verification, or "verificationId", for another call.');
}

export const parseCheck = (given: unknown): Parsed<CheckInput> => parse(checkSchema, given);

/** People copy a code with space or a line's end around it, and write it in groups: "12 34", "12-34". */
function readCode(text: string): string {
  if (/^\d+$/.test(text)) return text;
  return cleanText(text)
    .replace(/\s+/g, '')
    .replace(/(?<=\d)\p{Pd}(?=\d)/gu, '');
}

export const parseReference = (given: unknown): Parsed<ReferenceInput> => parse(referenceSchema, given);

const HOST_MEMBERS: { readonly [Name in keyof HostMembers]-?: true } = {
  purpose: true,
  binding: true,
  ip: true,
  deviceProof: true,
  idempotencyKey: true,
};
/** What a client's own input may have. */
const isClientMember = (name: string): boolean => !Object.hasOwn(HOST_MEMBERS, name) && name !== 'challengePassed';

/** Parses a client's input together with what its request implies and its host adds. If the client sends a member of the host's, it is unknown. */
export function parseWithHost<Input>(
  parseInput: (given: unknown) => Parsed<Input>,
  given: unknown,
  { implied, host }: { readonly implied: Pick<StartInput, 'language'>; readonly host: HostMembers },
): Parsed<Input> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return parseInput(given);
  const ofHost = Object.keys(given).filter((name) => Object.hasOwn(HOST_MEMBERS, name));
  if (ofHost.length > 0) return wrong(unknownMember(ofHost));
  const isImplied = !('language' in given) || given.language === undefined;
  return parseInput({ ...given, ...(isImplied ? implied : {}), ...host });
}

function wrong(detail: string): ProblemOf<'invalid_request'> {
  return { ok: false, code: 'invalid_request', detail };
}

/** What may be repeated of a client's words: a short and plain name, in which no number, secret or markup has room. */
const isPlainName = (name: string): boolean => /^[A-Za-z][A-Za-z_-]*\d{0,3}$/.test(name) && name.length <= 24;

/** The answer may be logged and shown, so a name that is not plain is left out of it. @param known what a client may send */
function unknownMember(names: readonly string[], known: readonly string[] = []): string {
  const name = names.find(isPlainName);
  if (name === undefined) return 'The request has a member that is not known here. Leave it out.';
  const nearest = nearestName(name, known);
  return `The member "${name}" is not known here. ${nearest === undefined ? 'Leave it out.' : `The nearest known one is "${nearest}".`}`;
}

/** Says in a sentence or two what is wrong; names members, and never quotes a value. */
function parse<S extends z.ZodObject>(schema: S, given: unknown): Parsed<z.output<S>> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return { ok: true, input: parsed.data };
  const issue = parsed.error.issues.find((each) => each.code === 'unrecognized_keys') ?? parsed.error.issues[0];
  if (issue?.code === 'unrecognized_keys') return wrong(unknownMember(issue.keys, Object.keys(schema.shape).filter(isClientMember)));
  if (issue === undefined || issue.path.length === 0) return wrong('The request must be a JSON object.');
  return wrong(`The member "${issue.path.join('.')}" ${issue.message}.`);
}
