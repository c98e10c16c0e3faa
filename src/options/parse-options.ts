/** Reads a factory's options, and says in one sentence what is wrong with them and what to do. */
import { z } from 'zod';
import { hintAtName } from '../contract/nearest-name.js';
import { ConfigurationError } from './configuration-error.js';

/** Building blocks of option schemas. The message of each says what was expected. */
export const option = {
  text: (expected = 'a non-empty string') => z.string({ error: expected }).min(1, { error: expected }),
  integer: (min: number, max: number) => {
    const error = `a whole number from ${min} to ${max}`;
    return z.int({ error }).min(min, { error }).max(max, { error });
  },
  number: (min: number, max: number) => {
    const error = `a number from ${min} to ${max}`;
    return z.number({ error }).min(min, { error }).max(max, { error });
  },
  flag: () => z.boolean({ error: 'true or false' }),
  oneOf: <const T extends readonly [string, ...string[]]>(values: T) =>
    z.enum(values, { error: `one of ${values.map((value) => `"${value}"`).join(', ')}` }),
  listOf: <T extends z.ZodType>(item: T, expected: string) => z.array(item, { error: expected }).min(1, { error: expected }),
  /** A function. TypeScript checks its signature. */
  callback: <F extends (...parameters: never[]) => unknown>(expected = 'a function') =>
    z.custom<F>((value) => typeof value === 'function', { error: expected }),
  /** An instance or object recognised by `test`. */
  object: <T extends object>(test: (value: object) => boolean, expected: string) =>
    z.custom<T>((value) => typeof value === 'object' && value !== null && test(value), { error: expected }),
};

/**
 * The members of a schema that takes `Options`: `z.strictObject({ … } satisfies ShapeOf<Options>)` does not compile if the schema lacks a
 * member of the interface, has an extra one, or takes what the interface forbids.
 */
export type ShapeOf<Options> = { readonly [Name in keyof Options]-?: z.ZodType<unknown, Options[Name]> };

/** What a schema takes, as a public interface says it: lists may be readonly, and any member may be `undefined`. */
export type Given<T> = T extends (...parameters: never[]) => unknown
  ? T
  : T extends readonly (infer Item)[]
    ? readonly Given<Item>[]
    : T extends object
      ? { readonly [Name in keyof T]: Given<T[Name]> | undefined }
      : T;

/** For object schemas: says what was expected if no object came, and leaves unknown names to be reported by name. */
export function optionsObject(expected: string): (issue: { readonly code?: string | undefined }) => string | undefined {
  return (issue) => (issue.code === 'unrecognized_keys' ? undefined : expected);
}

/**
 * Parses `given` by `schema`.
 *
 * @throws {ConfigurationError} naming the option, what was expected, what came, and the nearest known name
 */
export function parseOptions<S extends z.ZodType>(factory: string, schema: S, given: Given<z.input<S>>): z.output<S> {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = mostTelling(parsed.error.issues);
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0] ?? '';
    const known = knownNames(schema, issue.path);
    const hint = (issue.path.length === 0 ? ownerOf(unknown, factory) : undefined) ?? hintAtName(unknown, known);
    throw new ConfigurationError(factory, nameOf([...path, unknown]), `is unknown. ${hint}`);
  }
  // A missing object whose members have defaults is looked into as well.
  const came = issue.path.reduce<unknown>((value, key) => (Object(value) as Readonly<Record<PropertyKey, unknown>>)[key], given);
  throw new ConfigurationError(factory, nameOf(path), `must be ${expectedBy(issue)}, but is ${describeWhere(issue, came)}.`);
}

const SERVICE = 'createCallVerification';

/** Options of the service that people give to a provider, a method or a route. */
const OF_SERVICE: ReadonlySet<string> = new Set([
  ...['secret', 'store', 'token', 'limits', 'budgets', 'breakers', 'challenge', 'deviceCookie', 'ipLimits', 'development', 'bindTo'],
  ...['requireCallReport', 'testNumbers', 'policy', 'onEvent', 'maxChecks', 'maxAttempts', 'lifetimeSeconds', 'defaultCountry'],
]);

/** Where an option belongs that was given to another factory. */
function ownerOf(name: string, factory: string): string | undefined {
  if (factory === 'callVerificationRouter' && (name === 'input' || name === 'passThrough')) return 'It belongs into "start" or "check".';
  return factory !== SERVICE && OF_SERVICE.has(name) ? `It belongs to ${SERVICE}.` : undefined;
}

/** The first unknown name, or else the first issue. Of a union's branches, the one that fits the value best, if there is one. */
function mostTelling(issues: readonly z.core.$ZodIssue[], parents: readonly PropertyKey[] = []): z.core.$ZodIssue {
  const found = issues.find((each) => each.code === 'unrecognized_keys') ?? issues[0];
  if (found === undefined) throw new Error('a failed parse without an issue');
  const issue = { ...found, path: [...parents, ...found.path] };
  // The name itself is wrong, so its parent object is reported.
  if (issue.code === 'invalid_key') return mostTelling(issue.issues, issue.path.slice(0, -1));
  if (issue.code !== 'invalid_union') return issue;
  const inside = issue.errors.find((branch) => branch.some((each) => each.path.length > 0 || each.code === 'unrecognized_keys'));
  return inside === undefined ? issue : mostTelling(inside, issue.path);
}

/** What was expected: our own words, which every schema should have, or else the plain type. */
function expectedBy(issue: z.core.$ZodIssue): string {
  return issue.code === 'invalid_type' && issue.message.startsWith('Invalid input') ? `of the type "${issue.expected}"` : issue.message;
}

/** A number is quoted, unless a secret was expected, because it may be one in the wrong type; a text, only if a schema knows it. */
function describeWhere(issue: z.core.$ZodIssue, came: unknown): string {
  if (issue.code === 'custom' && issue.params?.['isQuoted'] === true) return JSON.stringify(came);
  return typeof came === 'number' && /\b(?:secret|key|token|code|telephone)\b/i.test(issue.message) ? 'a number' : describeValue(came);
}

/** The option's path. Names that are the host's own data, such as telephone numbers, are not quoted in full. */
function nameOf(path: readonly string[]): string {
  return path.map((name) => (/^\+?\d{5,}$/.test(name) ? name.replace(/\d(?=\d{2})/g, '*') : name)).join('.');
}

/** Describes a value without quoting it: it may be a secret in the wrong place. */
export function describeValue(value: unknown): string {
  if (value === undefined || value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return value === '' ? 'an empty string' : `a string of ${value.length} characters`;
  if (value instanceof Promise) return 'a promise (an "await" is missing)';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** The names that an object schema knows at `path`, looking through wrappers such as `optional`. */
function knownNames(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let at: unknown = unwrap(schema);
  for (const key of path) {
    if (at instanceof z.ZodArray) at = unwrap(at.element);
    else if (at instanceof z.ZodRecord) at = unwrap(at.valueType);
    else at = unwrap(at instanceof z.ZodObject ? at.shape[String(key)] : undefined);
  }
  return at instanceof z.ZodObject ? Object.keys(at.shape) : [];
}

function unwrap(schema: unknown): unknown {
  let at = schema;
  while (at instanceof z.ZodOptional || at instanceof z.ZodDefault || at instanceof z.ZodPrefault || at instanceof z.ZodNullable)
    at = at.unwrap();
  if (at instanceof z.ZodPipe) return unwrap(at.in);
  if (at instanceof z.ZodUnion) return at.options.map(unwrap).find((each) => each instanceof z.ZodObject);
  return at;
}
