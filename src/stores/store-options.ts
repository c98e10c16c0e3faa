/** Reads the options of a store, and says it plainly if the client or the database was given without the object around it. */
import type { z } from 'zod';
import { ConfigurationError } from '../options/configuration-error.js';
import { describeValue, type Given, parseOptions } from '../options/parse-options.js';

/** The member of a store's options that brings the connection. */
export interface Connection {
  readonly member: string;
  /** The options as they are usually written. */
  readonly example: string;
  is(value: object): boolean;
}

/** @throws {ConfigurationError} */
export function parseStoreOptions<S extends z.ZodType>(
  factory: string,
  schema: S,
  given: Given<z.input<S>>,
  { member, example, is }: Connection,
): z.output<S> {
  const value: unknown = given;
  if (value instanceof Promise)
    throw new ConfigurationError(factory, '', `must be an object such as ${example}, but are ${describeValue(value)}.`);
  // A client may have a method of the same name.
  if (isObject(value) && is(value) && !isObject((value as Readonly<Record<string, unknown>>)[member])) {
    throw new ConfigurationError(factory, '', `must be an object such as ${example}, but are the ${member} itself.`);
  }
  return parseOptions(factory, schema, given);
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
