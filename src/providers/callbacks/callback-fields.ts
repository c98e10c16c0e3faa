/** Reads flat records of fields from a callback, in any form that its owner's template gives it. */
import type { CallbackRequest } from '../../ports/method.js';
import { isObject, textOf } from '../wire/answer-fields.js';
import { type CallbackContent, readContent, readString } from './callback-content.js';
import { type CallbackLayout, createFields, type Fields } from './callback-layout.js';
import { groupPairs, readText } from './callback-text.js';
import { readValues } from './callback-values.js';

const MAX_DEPTH = 4;

/** Zero, one or many records. Query parameters are defaults for the fields of each, and form a record of their own if there is no body. */
export function readFields(request: CallbackRequest, layout: CallbackLayout): Fields[] {
  const query = flatten(request.query);
  const records = recordsOf(readContent(request), layout, 0);
  if (records.length === 0) return Object.keys(query).length === 0 ? [] : [query];
  return records.map((record) => {
    const filled = Object.entries(record).filter(([, value]) => value !== '');
    return Object.assign(createFields(), query, Object.fromEntries(filled));
  });
}

function recordsOf(content: CallbackContent, layout: CallbackLayout, depth: number): Fields[] {
  switch (content.form) {
    case 'json':
      return readShape(content.value, layout, depth + 1);
    case 'parts':
      return groupPairs(content.pairs);
    case 'text':
      return content.text === '' ? [] : readText(content.text, layout);
    case 'parsed':
      return readShape(content.value, layout, depth);
  }
}

function readShape(value: unknown, layout: CallbackLayout, depth: number): Fields[] {
  // A record without fields, so that it is known that something was here.
  if (depth > MAX_DEPTH) return [createFields()];
  if (typeof value === 'string') return recordsOf(readString(value), layout, depth);
  if (Array.isArray(value)) return readArray(value, layout, depth);
  if (!isObject(value)) return [];
  const fields = flatten(value);
  if (Object.keys(fields).length > 0) return [fields];
  return Object.keys(value).length > 0 ? [createFields()] : [];
}

function readArray(items: readonly unknown[], layout: CallbackLayout, depth: number): Fields[] {
  if (items.every((item) => item === null || typeof item !== 'object')) {
    return items.length === 0
      ? []
      : [
          readValues(
            items.map((item) => textOf(item) ?? ''),
            layout,
          ),
        ];
  }
  const records: Fields[] = [];
  let pairs: [string, string][] = [];
  const closePairs = (): void => {
    records.push(...groupPairs(pairs));
    pairs = [];
  };
  for (const item of items) {
    const entries = isObject(item) ? Object.entries(flatten(item)) : [];
    const [only, ...others] = entries;
    if (only !== undefined && others.length === 0) {
      pairs.push(only);
      continue;
    }
    closePairs();
    if (typeof item === 'object') records.push(...readShape(item, layout, depth + 1));
  }
  closePairs();
  return records;
}

/** An object's fields as text, and as defaults those of objects inside it (an envelope around the call's data). */
function flatten(object: Readonly<Record<string, unknown>>, depth = 0): Fields {
  const fields = createFields();
  for (const [name, given] of Object.entries(object)) {
    // A host's parser makes an array of a parameter that came twice.
    const text = textOf(Array.isArray(given) ? given[0] : given);
    if (text !== undefined) fields[name.trim()] = text;
    else if (depth < MAX_DEPTH && isObject(given)) Object.assign(fields, { ...flatten(given, depth + 1), ...fields });
  }
  return fields;
}
