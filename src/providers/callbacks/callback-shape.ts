/** Describes a callback that was not understood, so that its template can be corrected: names and kinds of values, never a value. */
import { kindOfText, showName } from '../../ports/field-shape.js';
import type { CallbackRequest } from '../../ports/method.js';
import { isPlainText } from '../../ports/plain-text.js';
import { isObject } from '../wire/answer-fields.js';
import { readContent } from './callback-content.js';
import { pairsOf } from './callback-text.js';

const MAX_LENGTH = 500;
const MAX_MEMBERS = 20;
const MAX_DEPTH = 4;

/** For example `JSON {call: text, q931_status: number}`, or `text {call: text}; query {key: digits}`. */
export function describeShape(request: CallbackRequest): string {
  const parts = [describeBody(request)];
  if (Object.keys(request.query).length > 0) parts.push(`query ${describeValue(request.query)}`);
  const shape = parts.join('; ');
  return shape.length > MAX_LENGTH ? `${shape.slice(0, MAX_LENGTH)}…` : shape;
}

function describeBody(request: CallbackRequest): string {
  const content = readContent(request);
  switch (content.form) {
    case 'json':
      return `JSON ${describeValue(content.value)}`;
    case 'parts':
      return `multipart ${describePairs(content.pairs)}`;
    case 'text':
      return describeText(content.text);
    case 'parsed':
      return content.value === undefined ? 'no body' : `parsed ${describeValue(content.value)}`;
  }
}

function describeText(text: string): string {
  if (text === '') return 'no body';
  // For example of a broken compression.
  if (!isPlainText(text)) return 'not text';
  const pairs = [...pairsOf(text)];
  return pairs.length === 0 ? 'text' : `text ${describePairs(pairs)}`;
}

function describePairs(pairs: readonly (readonly [string, string])[]): string {
  return describeMembers(pairs, 0);
}

function describeMembers(members: readonly (readonly [string, unknown])[], depth: number): string {
  return `{${listOf(members.map(([name, value]) => `${showName(name)}: ${describeValue(value, depth + 1)}`))}}`;
}

function listOf(items: readonly string[]): string {
  return [...items.slice(0, MAX_MEMBERS), ...(items.length > MAX_MEMBERS ? ['…'] : [])].join(', ');
}

function describeValue(value: unknown, depth = 0): string {
  if (typeof value === 'string') return kindOfText(value);
  if (typeof value === 'number') return Number.isInteger(value) && !Number.isSafeInteger(value) ? 'rounded number' : 'number';
  if (Array.isArray(value)) {
    const items = value.slice(0, MAX_MEMBERS + 1);
    return depth >= MAX_DEPTH ? '[…]' : `[${listOf(items.map((item) => describeValue(item, depth + 1)))}]`;
  }
  if (isObject(value)) return depth >= MAX_DEPTH ? '{…}' : describeMembers(Object.entries(value).slice(0, MAX_MEMBERS + 1), depth);
  return value === null ? 'null' : typeof value;
}
