/** All schemas of the document, by their names: made by zod, with the words of the contract. */
import { z } from 'zod';
import type { CheckBody, StartBody } from '../../src/contract/inputs.js';
import { PROBLEMS } from '../../src/contract/problems.js';
import { checkSchema, startSchema } from '../../src/engine/input.js';
import * as answers from './answers.js';
import { problemCodes, problemName, problemSchema } from './problems.js';
import { createWordReader, type Words } from './read-words.js';

/** A part of the document. */
export type Part = Readonly<Record<string, unknown>>;

interface Described {
  readonly schema: z.ZodType;
  readonly words: Words;
}

const CLIENT_MAY_START_WITH = { phone: true, verificationId: true, method: true, language: true } satisfies Record<
  Exclude<keyof StartBody, 'challengePassed'>,
  true
>;
const CLIENT_MAY_CHECK_WITH = { verificationId: true, code: true } satisfies Record<keyof CheckBody, true>;

/** What the host adds to a start, and what only its `input` may set, is no client's. */
const ofClient = startSchema.pick(CLIENT_MAY_START_WITH);

function describedSchemas(): Readonly<Record<string, Described>> {
  const wordsOf = createWordReader();
  const start = wordsOf('StartBody');
  const keys = {
    type: 'Public keys (RFC 7517), old and new while they rotate; empty if tokens are signed with a secret.',
    members: new Map(),
  };
  return {
    MethodKind: { schema: answers.methodKind, words: wordsOf('MethodKind') },
    CallOutcome: { schema: answers.callOutcome, words: wordsOf('CallOutcome') },
    ClosedReason: { schema: answers.closedReason, words: wordsOf('ClosedReason') },
    NewVerification: {
      schema: ofClient.omit({ verificationId: true }).required({ phone: true }),
      words: { ...start, type: 'Begins a verification of this number.' },
    },
    AnotherCall: {
      schema: ofClient.omit({ phone: true }).required({ verificationId: true }),
      words: { ...start, type: 'Calls again for an open verification: by the kind named, else by the next one.' },
    },
    Check: {
      schema: checkSchema.pick(CLIENT_MAY_CHECK_WITH),
      words: { ...wordsOf('CheckBody'), type: 'Checks a code, or asks without one.' },
    },
    Started: { schema: answers.started, words: wordsOf('Started') },
    Verified: { schema: answers.verified, words: wordsOf('Verified') },
    AwaitingCall: { schema: answers.awaitingCall, words: wordsOf('AwaitingCall') },
    VerificationStatus: { schema: answers.verificationStatus, words: wordsOf('VerificationStatus') },
    Country: { schema: answers.country, words: wordsOf('Country') },
    Countries: { schema: answers.countries, words: wordsOf('Countries') },
    JwkSet: { schema: answers.jwkSet, words: keys },
    ...Object.fromEntries(
      problemCodes.map((code) => {
        const words = { ...wordsOf('ProblemMembers'), type: `${PROBLEMS[code].title}.` };
        return [problemName(code), { schema: problemSchema(code), words }];
      }),
    ),
  };
}

export const reference = (name: string): Part => ({ $ref: `#/components/schemas/${name}` });

/** The schema of one value that is no document, such as a header's. */
export function plainSchema(schema: z.ZodType): Part {
  const { $schema: _, ...made } = z.toJSONSchema(schema, { override: simplify });
  return made;
}

export function createSchemas(): Readonly<Record<string, Part>> {
  const described = describedSchemas();
  const registry = z.registry<{ id: string }>();
  for (const [id, { schema }] of Object.entries(described)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: (id) => `#/components/schemas/${id}`, override: simplify });
  return Object.fromEntries(
    Object.entries(described).map(([name, { words }]) => {
      const { $schema: _, $id: __, ...made } = schemas[name] ?? {};
      return [name, withWords(made, words)];
    }),
  );
}

type Override = NonNullable<NonNullable<Parameters<typeof z.toJSONSchema>[1]>['override']>;

const simplify: Override = ({ zodSchema, jsonSchema }) => {
  const { def } = zodSchema._zod;
  // An answer may get more members with a later version. What a client sends may not: those schemas are strict.
  if (def.type === 'object' && !('catchall' in def)) delete jsonSchema.additionalProperties;
  // The format says it better.
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  // Of a text that is read before it must have a form, such as a code in groups or in the digits of another script, the form says nothing.
  if (def.type === 'string' && (def.checks ?? []).some(({ _zod }) => _zod.def.check === 'overwrite')) delete jsonSchema.pattern;
};

function withWords({ properties, ...made }: Part, { type, members }: Words): Part {
  if (properties === undefined) return { ...made, description: type };
  const described = Object.entries(properties as Record<string, Part>).map(([name, schema]) => {
    const description = members.get(name);
    return [name, description === undefined ? schema : { ...schema, description }];
  });
  const { type: kind, ...more } = made;
  return { type: kind, description: type, properties: Object.fromEntries(described), ...more };
}
