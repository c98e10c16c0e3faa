/** What mends a callback that was not understood: an option `callback`, made from the names of its fields and the kinds of their values. */
import { readShape, type ShapeField } from './read-shape.js';

export interface Advice {
  readonly advice: string;
  /** As it is written in code. */
  readonly option?: string;
}

type Part = 'id' | 'cause' | 'status';

/** Names that look like each of the three, the surest first. */
const LOOKS: Readonly<Record<Part, readonly RegExp[]>> = {
  id: [
    /uuid|guid/i,
    /^(?:.*[_.-])?id$|[a-z]I[dD]$|^id/,
    /^(?:call|request|session|reference|ref|sid)$|[_.-]ref(?:erence)?$/i,
    /call|request|session/i,
  ],
  cause: [/q\.?931|q\.?850/i, /cause/i, /(?:hangup|release|sip|result|status|reason|disconnect).*code|^code$/i],
  status: [
    /final.?status/i,
    /status$/i,
    /^(?:state|result|outcome|disposition|dialstatus)$/i,
    /status|state|result|outcome|disposition|reason/i,
  ],
};

/** Kinds of values that each of the three has. */
const KINDS: Readonly<Record<Part, readonly string[]>> = {
  id: ['text', 'digits', 'number', 'rounded number'],
  cause: ['digits', 'number'],
  status: ['text'],
};

const PARTS = ['id', 'cause', 'status'] as const satisfies readonly Part[];

function find(part: Part, fields: readonly ShapeField[], taken: ReadonlySet<string>): ShapeField | undefined {
  const fitting = fields.filter(({ name, kind }) => KINDS[part].includes(kind) && !taken.has(name));
  for (const look of LOOKS[part]) {
    const found = fitting.find(({ name }) => look.test(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The only text, whatever its name is, may be the id. */
function onlyText(fields: readonly ShapeField[], taken: ReadonlySet<string>): ShapeField | undefined {
  const fitting = fields.filter(({ name, kind }) => kind === 'text' && !taken.has(name));
  return fitting.length === 1 ? fitting[0] : undefined;
}

export function adviseMapping(provider: string, shape: string): Advice {
  const where = `In the options of the account named "${provider}"`;
  const { fields, values, hasHiddenNames } = readShape(shape);
  const found = new Map<Part, ShapeField>();
  const taken = new Set<string>();
  for (const part of PARTS) {
    const field = find(part, fields, taken) ?? (part === 'id' ? onlyText(fields, taken) : undefined);
    if (field === undefined) continue;
    found.set(part, field);
    taken.add(field.name);
  }
  const id = found.get('id');
  if (id?.kind === 'rounded number') {
    return {
      advice: `The id in "${id.name}" is a number that is too long for JSON parsers, so it came rounded. Put it in quotes in the template, or mount callWebhooks before your body parsers.`,
      option: written(found),
    };
  }
  if (id !== undefined) {
    return { advice: `${where}, say how the fields are named. Compare this guess with your template.`, option: written(found) };
  }
  const places = placesIn(values);
  if (places !== undefined) {
    return { advice: `${where}, say at which place each value stands. Compare this guess with your template.`, option: places };
  }
  if (/^no body|empty/.test(shape) && fields.length === 0)
    return { advice: `The callback is empty. Write the template of its body in your account with the provider.` };
  if (/^unreadable|not text/.test(shape))
    return { advice: 'The body did not arrive whole, or is not text. Look at its Content-Encoding, and at proxies in between.' };
  if (hasHiddenNames)
    return { advice: 'Some names are not shown, because they look like values. Give each value a name in the template, such as "id".' };
  return { advice: 'No field looks like the id of the call. Add it to the template, and name it in the option "callback".' };
}

function written(found: ReadonlyMap<Part, ShapeField>): string {
  const members = PARTS.flatMap((part) => {
    const field = found.get(part);
    return field === undefined ? [] : [`${part}: ${quoted(field.name)}`];
  });
  return `callback: { ${members.join(', ')} }`;
}

/** As a literal in code: with such a name it cannot end before its end. */
function quoted(name: string): string {
  return `'${name.replace(/[\\'\p{Cc}\u2028\u2029]/gu, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`)}'`;
}

/** Bare values: an id comes as text or digits, a cause as digits, a status as text. */
function placesIn(values: readonly string[]): string | undefined {
  const id = values.findIndex((kind) => KINDS.id.includes(kind));
  if (id === -1) return undefined;
  const rest = (part: Part): number => values.findIndex((kind, place) => place > id && KINDS[part].includes(kind));
  const members = [`id: ${id}`];
  for (const part of ['cause', 'status'] as const) if (rest(part) !== -1) members.push(`${part}: ${rest(part)}`);
  return `callback: { positions: { ${members.join(', ')} } }`;
}

const REJECTED: Readonly<Record<string, (provider: string) => Advice>> = {
  // No option: whoever copied the token of such a request out of a log would let somebody who guesses forge reports.
  token: (provider) => ({
    advice: `The path does not end with what calls.webhookPath('${provider}') returns. Somebody guesses, the URL at the provider is old, or another secret (pseudonymKey) made it. Compare that path with the URL in your account.`,
  }),
  header: () => ({
    advice: 'The header is missing or has another value than the option says. Write the same name and value at the provider.',
    option: "callback: { header: { name: '<name>', value: '<secret>' } }",
  }),
  address: () => ({
    advice:
      'The sender is not in the ranges of the option. Ask the provider for its addresses, and look whether "trust proxy" is right: without it, the address is that of your proxy.',
    option: "callback: { addresses: ['<range>'] }",
  }),
  too_large: () => ({ advice: 'The body is larger than 16 kB. Send only the id, the cause and the status.' }),
};

export function adviseRejected(provider: string, reason: string): Advice {
  return REJECTED[reason]?.(provider) ?? { advice: 'The sender did not prove to be the provider.' };
}

export function adviseUnmatched(provider: string, shape: string | undefined): Advice {
  const advice = `The callback was understood, but its call is not known here. That is usual if a second app uses the account "${provider}". If all are unmatched, the id is probably read from the wrong field.`;
  const guess = shape === undefined ? undefined : adviseMapping(provider, shape).option;
  return guess === undefined ? { advice } : { advice, option: guess };
}
