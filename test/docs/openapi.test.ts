/** `docs/openapi.json` is what the build makes of the schemas, and tells the whole interface. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { createDocument } from '../../scripts/openapi/document.js';
import { exactly } from '../../scripts/openapi/exactly.js';
import { STANDARD_KINDS } from '../../src/contract/method-kind.js';
import { PROBLEM_MEMBERS, PROBLEMS, type ProblemCode } from '../../src/contract/problems.js';
import { parseCheck, parseStart, parseWithHost } from '../../src/engine/input.js';
import { OPENAPI } from '../../src/http/openapi.generated.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const text = readFileSync(`${root}docs/openapi.json`, 'utf8');

interface Schema {
  readonly $ref?: string;
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, { readonly const?: unknown; readonly description?: string }>>;
  readonly required?: readonly string[];
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema: Schema }>> }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>>; readonly responses: Operation['responses'] };
}
const document: Document = JSON.parse(text);
const nameOf = ({ $ref = '' }: Schema): string => $ref.replace('#/components/schemas/', '');

describe('the document', () => {
  it('is what `npm run openapi` writes, and what the router serves', () => {
    expect(text).toBe(`${JSON.stringify(createDocument(), null, 2)}\n`);
    expect(JSON.parse(OPENAPI)).toEqual(document);
  });

  it('names every code, at its own status, with its own members', () => {
    const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));
    const responses = [
      ...operations.flatMap(({ responses = {} }) => Object.entries(responses)),
      ...Object.entries({ 401: document.components.responses['TokenInvalid'] }),
    ];
    const told = responses.flatMap(([status, response]) => {
      const schema = response?.content?.['application/problem+json']?.schema;
      return (schema?.oneOf ?? (schema === undefined ? [] : [schema])).map((each) => {
        const { properties = {}, required = [] } = document.components.schemas[nameOf(each)] ?? {};
        return {
          code: properties['code']?.const as ProblemCode,
          status: Number(status),
          own: properties['status']?.const,
          members: Object.keys(properties),
          required,
        };
      });
    });
    expect(new Set(told.map(({ code }) => code))).toEqual(new Set(Object.keys(PROBLEM_MEMBERS)));
    for (const { code, status, own, members, required } of told) {
      const common = ['type', 'title', 'status', 'detail', 'code'];
      expect([status, own], code).toEqual([PROBLEMS[code].status, PROBLEMS[code].status]);
      expect(members, code).toEqual([...new Set([...common, ...PROBLEM_MEMBERS[code]])]);
      // A policy may ask for a challenge without naming one.
      expect(required, code).toEqual(members.filter((name) => name !== 'challenge'));
    }
  });

  it('says what every member of an answer and of a body means, in the words of the contract', () => {
    const said = Object.entries(document.components.schemas).flatMap(([schema, { properties = {} }]) =>
      Object.entries(properties).map(([name, { description }]) => ({ name: `${schema}.${name}`, description })),
    );
    // Those of RFC 7517 and RFC 9457.
    const elsewhere = /^JwkSet\.keys$|\.(?:type|title|status|code)$/;
    expect(said.filter(({ name, description }) => description === undefined && !elsewhere.test(name)).map(({ name }) => name)).toEqual([]);
    expect(said.find(({ name }) => name === 'Started.phone')?.description).toBe('The number, masked.');
  });

  it('is not made by the package itself', () => {
    const sources = readdirSync(`${root}src`, { recursive: true, encoding: 'utf8' }).filter((path) => /\.tsx?$/.test(path));
    const read = (path: string): string => readFileSync(`${root}src/${path}`, 'utf8');
    expect(sources.filter((path) => /toJSONSchema|scripts\//.test(read(path).replaceAll(/^ ?\*.*$|^\/\*\*.*$/gm, '')))).toEqual([]);
    // Nor does who imports the package load it.
    expect(sources.filter((path) => /from '[^']*openapi\.generated/.test(read(path)))).toEqual([]);
  });
});

describe('a schema', () => {
  it('and its type are one', () => {
    interface Answer {
      readonly word: string;
      readonly more?: readonly number[];
    }
    exactly<Answer>()(z.object({ word: z.string(), more: z.array(z.number()).exactOptional() }));
    // @ts-expect-error a member is missing that may be absent
    exactly<Answer>()(z.object({ word: z.string() }));
    // @ts-expect-error a member is too many that may be absent
    exactly<Answer>()(z.object({ word: z.string(), more: z.array(z.number()).exactOptional(), other: z.string().exactOptional() }));
    // @ts-expect-error it must be there
    exactly<Answer>()(z.object({ word: z.string(), more: z.array(z.number()) }));
    // @ts-expect-error it is of another type
    exactly<Answer>()(z.object({ word: z.string(), more: z.array(z.string()).exactOptional() }));
    expect(exactly<'word'>()(z.literal('word')).parse('word')).toBe('word');
  });
});

describe('what the endpoints accept', () => {
  const ajv = new Ajv2020({ strict: false });
  ajv.addSchema(JSON.parse(text), 'api');
  const bodyOf = (path: string) =>
    ajv.compile({ $ref: `api#/paths/${encodeURIComponent(path)}/post/requestBody/content/application~1json/schema` });
  const [isStart, isCheck] = [bodyOf('~1'), bodyOf('~1check')];
  const host = { purpose: 'sign-in', ip: '203.0.113.1' };

  /** Right and wrong values, under right and wrong names. */
  const value = fc.oneof(
    fc.string({ maxLength: 80 }),
    fc.constantFrom<unknown>(
      ...STANDARD_KINDS,
      '',
      '+7 915 777-77-77',
      '12 34',
      '١٢٣٤',
      7,
      true,
      null,
      {},
      'x'.repeat(64),
      '1'.repeat(65),
      'i'.repeat(129),
    ),
  );
  const name = fc.constantFrom('phone', 'verificationId', 'method', 'code', 'challengePassed', 'purpose', 'ip', 'binding', 'telephone');
  const bodies = fc.oneof(fc.dictionary(name, value, { maxKeys: 3 }), fc.constantFrom<unknown>([], 'text', 7, null));

  it('of a start is what the document describes, and nothing else', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const isDescribed = isStart(body);
        const { ok } = parseWithHost(parseStart, body, { implied: {}, host });
        // Only the endpoint knows that this member is the host's.
        const isHosts = typeof body === 'object' && body !== null && 'challengePassed' in body;
        expect(isDescribed).toBe(ok && !isHosts);
      }),
      { numRuns: 2000 },
    );
  });

  it('of a check is described, and what is described lacks at most the form of a code', () => {
    fc.assert(
      fc.property(bodies, (body) => {
        const isDescribed = isCheck(body);
        const parsed = parseWithHost(parseCheck, body, { implied: {}, host });
        if (parsed.ok) expect(isDescribed).toBe(true);
        else expect(!isDescribed || parsed.detail === 'The member "code" must be a string of digits.').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
