import { describe, expect, it } from 'vitest';
import {
  type Form,
  flag,
  integer,
  listOf,
  mapped,
  optional,
  optionalInteger,
  record,
  text,
  UnknownFormat,
  word,
} from '../../../src/core/entry/form.js';

const expectRefused = (form: Form<never>, ...values: unknown[]) => {
  for (const value of values) expect(() => form.read(value, undefined), JSON.stringify(value)).toThrow(UnknownFormat);
};

describe('a form', () => {
  it('reads what it wrote, and nothing of another type', () => {
    expect(text.read(text.write('a', undefined), undefined)).toBe('a');
    expect(integer.read(integer.write(-7, undefined), undefined)).toBe(-7);
    expect(flag.read(flag.write(true, undefined), undefined)).toBe(true);
    expect(flag.read(flag.write(undefined, undefined), undefined)).toBeUndefined();
    expectRefused(text as Form<never>, 1, 0, null, undefined, true, [], {});
    expectRefused(integer as Form<never>, '1', null, undefined, 1.5, 2 ** 53, Number.NaN, true, [1]);
    expectRefused(flag as Form<never>, 2, -1, '1', true, null);
  });

  it('of words writes their places', () => {
    const form = word(['x', 'y']);
    expect([form.write('y', undefined), form.read(0, undefined)]).toEqual([1, 'x']);
    expectRefused(form as Form<never>, 2, -1, 0.5, 'x');
  });

  it('of what is optional writes a 0 for what is absent', () => {
    const form = optional(text);
    expect([form.write(undefined, undefined), form.write('', undefined)]).toEqual([0, '']);
    expect([form.read(0, undefined), form.read('', undefined)]).toEqual([undefined, '']);
    expectRefused(form as Form<never>, 1, null);
  });

  it('of an integer that is optional tells 0 from what is absent', () => {
    const values = [undefined, 0, 1, 487];
    const written = values.map((value) => optionalInteger.write(value, undefined));
    expect(written).toEqual([0, 1, 2, 488]);
    expect(written.map((value) => optionalInteger.read(value, undefined))).toEqual(values);
    expectRefused(optionalInteger as Form<never>, '1', null, 1.5, [1]);
  });

  it('of a list is that of all its members', () => {
    expect(listOf(integer).read([1, 2], undefined)).toEqual([1, 2]);
    expectRefused(listOf(integer) as Form<never>, [1, '2'], { length: 0 }, 'text', 0);
  });

  it('may depend on what the parts of one value share', () => {
    const after = mapped<number, number, { origin: number }>(
      integer,
      (value, { origin }) => value - origin,
      (stored, { origin }) => stored + origin,
    );
    expect(listOf(after).write([5, 7], { origin: 5 })).toEqual([0, 2]);
    expect(listOf(after).read([0, 2], { origin: 5 })).toEqual([5, 7]);
  });
});

describe('a record', () => {
  const form = record<{ name: string; count: number; isThere: true | undefined }>({ name: text, count: integer, isThere: flag });

  it('is the list of its members, without the zeros at its end', () => {
    expect(form.write({ name: 'a', count: 0, isThere: true }, undefined)).toEqual(['a', 0, 1]);
    expect(form.write({ name: 'a', count: 0, isThere: undefined }, undefined)).toEqual(['a']);
    expect(form.read(['a'], undefined)).toEqual({ name: 'a', count: 0, isThere: undefined });
  });

  it('is refused if it lacks a member that cannot be 0, has one too many, or is no list', () => {
    expectRefused(form as Form<never>, [], [0, 1], ['a', 1, 1, 0], {}, 'a', null);
  });
});
