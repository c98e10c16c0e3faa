/**
 * Forms in which values are stored as JSON. Each is declared once, and both writes and parses. No stored value is trusted.
 *
 * To add a member to a record, or a word to a list: add it at the end, and release a version that reads it and writes it never (as 0, which
 * is not written). The next version may write it. An older one refuses a value that has it, and its clients get 503. Nothing is moved or
 * removed, and no number gets another meaning. Where that is not enough, the format number in `sealer.ts` goes up: first in a version
 * that reads both and writes the old one. `golden-values.test.ts` has values that every later version must read.
 */

/** Thrown for JSON that no known version has written. */
export class UnknownFormat extends Error {
  override readonly name = 'UnknownFormat';
}

/** `context` is what all parts of one stored value share. */
export interface Form<T, C = unknown> {
  write(value: T, context: C): unknown;
  /** @throws {UnknownFormat} */
  read(json: unknown, context: C): T;
}

/** @throws {UnknownFormat} always */
export const wrong = (expected: string): never => {
  throw new UnknownFormat(`not ${expected}`);
};

export const text: Form<string> = {
  write: (value) => value,
  read: (json) => (typeof json === 'string' ? json : wrong('a text')),
};

export const integer: Form<number> = {
  write: (value) => value,
  read: (json) => (typeof json === 'number' && Number.isSafeInteger(json) ? json : wrong('an integer')),
};

/** A word, stored as its index in a list, which is shorter. The lists are part of the format: append only. */
export function word<const W extends string>(words: readonly W[]): Form<W> {
  return {
    write: (value) => words.indexOf(value),
    read: (json) => words[integer.read(json, undefined)] ?? wrong('a known word'),
  };
}

/** An absent value is written as 0, so `form` must never write 0 itself. */
export function optional<T, C>(form: Form<T, C>): Form<T | undefined, C> {
  return {
    write: (value, context) => (value === undefined ? 0 : form.write(value, context)),
    read: (json, context) => (json === 0 ? undefined : form.read(json, context)),
  };
}

/** An integer from 0 on, or nothing. It is written one higher, because 0 means absent. */
export const optionalInteger: Form<number | undefined> = {
  write: (value) => (value === undefined ? 0 : value + 1),
  read: (json) => (json === 0 ? undefined : integer.read(json, undefined) - 1),
};

export const flag: Form<true | undefined> = {
  write: (value) => (value === true ? 1 : 0),
  read: (json) => (json === 0 ? undefined : json === 1 ? true : wrong('a flag')),
};

/** The same value in another shape. */
export function mapped<T, S, C>(form: Form<S, C>, to: (value: T, context: C) => S, from: (stored: S, context: C) => T): Form<T, C> {
  return {
    write: (value, context) => form.write(to(value, context), context),
    read: (json, context) => from(form.read(json, context), context),
  };
}

export function listOf<T, C>(form: Form<T, C>): Form<readonly T[], C> {
  return {
    write: (values, context) => values.map((value) => form.write(value, context)),
    read: (json, context) => (Array.isArray(json) ? json.map((each) => form.read(each, context)) : wrong('a list')),
  };
}

/**
 * An object as the list of its members, in the order in which they are named here. The order is part of the format, so new members come
 * last. Zeros at the end are not written, and missing members are read as 0.
 */
export function record<T extends object, C = unknown>(members: { readonly [Name in keyof T]-?: Form<T[Name], C> }): Form<T, C> {
  const named = (Object.keys(members) as (keyof T)[]).map((name) => ({ name, form: members[name] }));
  return {
    // Loops, because this is done for each part of an entry, at every read and every put.
    write(value, context) {
      const list: unknown[] = [];
      let length = 0;
      for (const { name, form } of named) {
        const member = form.write(value[name], context);
        list.push(member);
        if (member !== 0) length = list.length;
      }
      list.length = length;
      return list;
    },
    read(json, context) {
      if (!Array.isArray(json) || json.length > named.length) return wrong('a record');
      const value: Partial<T> = {};
      let index = 0;
      for (const { name, form } of named) {
        value[name] = form.read(json[index] ?? 0, context);
        index += 1;
      }
      return value as T;
    },
  };
}
