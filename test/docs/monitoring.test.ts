/** The tables of the document on monitoring say what the code does. */
import { readFileSync } from 'node:fs';
import { SpanKind } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../src/engine/events/event-log.js';
import { ATTRIBUTES } from '../../src/opentelemetry/attributes.js';
import { INSTRUMENTS } from '../../src/opentelemetry/instruments.js';
import { WORKS } from '../../src/opentelemetry/works.js';

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const text = read('docs/monitoring.md');

const briefly = (name: string): string => name.replace('call_verification.', '');

/** The cells of the rows below a header. */
function rowsBelow(header: string): string[][] {
  const lines = text.split('\n');
  const rows = lines.slice(lines.indexOf(header) + 2);
  const end = rows.findIndex((line) => !line.startsWith('|'));
  return rows.slice(0, end === -1 ? rows.length : end).map((line) => line.slice(2, -2).split(' | '));
}

const namesIn = (cell = ''): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name);

describe('the table of levels', () => {
  it.each(['error', 'warn'])('names all events of %s, and no other', (level) => {
    const [, cell] = rowsBelow('| level | events |').find(([name]) => name === `\`${level}\``) ?? [];
    const ofLevel = Object.entries(LEVELS).flatMap(([type, each]) => (each === level ? [type] : []));
    expect(namesIn(cell)).toEqual(ofLevel.sort());
  });
});

describe('the table of metrics', () => {
  it('has every instrument with its unit and its attributes', () => {
    const rows = rowsBelow('| metric | kind | unit | attributes | what it tells |');
    const told = rows.map(([name, kind, unit, attributes, words]) => [
      namesIn(name)[0],
      kind,
      namesIn(unit)[0],
      namesIn(attributes),
      words,
    ]);
    expect(told).toEqual(
      INSTRUMENTS.map(({ name, kind, unit, attributes, description }) => [
        ...[briefly(name), kind, unit],
        ...[attributes.map((each) => briefly(ATTRIBUTES[each])), description],
      ]),
    );
  });
});

describe('the table of spans', () => {
  it('has every kind of work', () => {
    const told = rowsBelow('| span | kind | stands in | attributes |').map(([name = '', kind]) => [
      /call_verification\.(\w+)/.exec(name)?.[1],
      kind,
    ]);
    const made = Object.entries(WORKS).map(([name, { kind }]) => [name, kind === SpanKind.CLIENT ? 'client' : 'internal']);
    expect(told).toEqual(made);
  });

  it('names only attributes that there are', () => {
    const known = new Set(Object.values(ATTRIBUTES).map(briefly));
    const told = rowsBelow('| span | kind | stands in | attributes |').flatMap(([, , , attributes]) => namesIn(attributes));
    expect(told.filter((name) => !known.has(name))).toEqual([]);
  });
});

describe('the table of alerts', () => {
  it('has every rule', () => {
    const rules = [...read('examples/monitoring/alerts.yml').matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    const told = rowsBelow('| alert | means |').flatMap(([names]) => namesIn(names));
    expect(told.sort()).toEqual(rules.sort());
  });
});
