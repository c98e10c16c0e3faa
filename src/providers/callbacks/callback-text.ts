/** Reads a callback's body as text: a form, lines of `key=value` or `key: value`, or bare values with separators. */
import { type CallbackLayout, createFields, type Fields, namesOf } from './callback-layout.js';
import { readValues } from './callback-values.js';

/** One or many reports from a text that is not JSON. */
export function readText(text: string, layout: CallbackLayout): Fields[] {
  const pairs = pairsOf(text);
  if (isForm(text)) return groupPairs(pairs);
  const names = namesOf(layout);
  if (pairs.some(([name]) => names.has(name))) return groupPairs(pairs);
  return readLinesOfValues(text, layout);
}

/** The names and values of a form, or of lines. A text without any has none. */
export function pairsOf(text: string): readonly (readonly [string, string])[] {
  return isForm(text) ? [...new URLSearchParams(text)] : readPairs(text);
}

/**
 * Turns pairs into records: a name that was there before begins the next record. So several reports in a row stay separate, and an array
 * of one-key objects is one report.
 */
export function groupPairs(pairs: Iterable<readonly [string, string]>): Fields[] {
  const records: Fields[] = [];
  let record: Fields | undefined;
  for (const [name, value] of pairs) {
    if (record === undefined || name in record) {
      record = createFields();
      records.push(record);
    }
    record[name] = value.trim();
  }
  return records;
}

function isForm(text: string): boolean {
  return /^[^\s=&:,;]+=[^\s&,;]*(?:&[^\s=&:,;]+=[^\s&,;]*)*$/.test(text);
}

/** Templates copied from MCN's pages contain typographic quotes («q931_status»: 16), JSON written by hand an extra comma. */
function readPairs(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const part of text.split(/[\r\n&;,]+/)) {
    const [, name = '', value = ''] = /^([^=:]+)[=:](.*)$/.exec(part) ?? [];
    if (stripMarks(name) !== '') pairs.push([stripMarks(name), stripMarks(value)]);
  }
  return pairs;
}

function readLinesOfValues(text: string, layout: CallbackLayout): Fields[] {
  const lines = text.split(/[\r\n]+/).filter((line) => line.trim() !== '');
  const records = lines.map((line) => readValues(splitValues(line, layout.idForm), layout));
  const isRecordPerLine = records.every((record) => layout.idNames.some((name) => name in record));
  return isRecordPerLine
    ? records
    : [
        readValues(
          lines.flatMap((line) => splitValues(line, layout.idForm)),
          layout,
        ),
      ];
}

/** `a, 16, NO ANSWER` and `a 16 NO ANSWER` are both three values. If NO ANSWER were split, its second word alone would be a success. */
function splitValues(line: string, idForm: RegExp): string[] {
  return line.split(/[,;\t]/).flatMap((part) => joinWords(stripMarks(part).split(/\s+/), idForm));
}

function joinWords(pieces: readonly string[], idForm: RegExp): string[] {
  const values: string[] = [];
  let isAfterWord = false;
  for (const piece of pieces) {
    const isWord = !idForm.test(piece) && !/^\d+$/.test(piece);
    const last = values.length - 1;
    if (isWord && isAfterWord) values[last] = `${values[last]} ${piece}`;
    else values.push(piece);
    isAfterWord = isWord;
  }
  return values;
}

const MARKS: ReadonlySet<string> = new Set('"\'«»“”„`{}[]');

/** By hand, because a regular expression for both ends takes quadratic time on long runs of such marks. */
function stripMarks(text: string): string {
  const isMark = (letter = '') => MARKS.has(letter) || letter.trim() === '';
  let start = 0;
  let end = text.length;
  while (start < end && isMark(text[start])) start += 1;
  while (end > start && isMark(text[end - 1])) end -= 1;
  return text.slice(start, end);
}
