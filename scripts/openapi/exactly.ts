/** Holds a schema and a type of the contract together: the compiler refuses a schema whose output is not exactly the type. */
import type { z } from 'zod';

/** The same type, with each `readonly` taken off: schemas give what may be changed. */
type Writable<T> = T extends readonly (infer Element)[]
  ? Writable<Element>[]
  : T extends object
    ? { -readonly [Name in keyof T]: Writable<T[Name]> }
    : T;

/** Identical, also in members that may be absent: two types that can be assigned to each other may differ in those. */
type AreSame<A, B> = (<T>() => T extends Writable<A> ? 1 : 2) extends <T>() => T extends Writable<B> ? 1 : 2 ? true : false;

/** `exactly<Type>()(schema)` is the schema, and compiles only if its output is the type. */
export function exactly<Type>(): <Schema extends z.ZodType>(
  schema: AreSame<z.output<Schema>, Type> extends true ? Schema : { readonly differsFrom: Type },
) => Schema {
  return (schema) => schema as never;
}
