/** The tables of the document on monitoring say what the code does. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LEVELS } from '../../src/engine/events/event-log.js';

const text = readFileSync(new URL('../../docs/monitoring.md', import.meta.url), 'utf8');

describe('the table of levels', () => {
  it.each(['error', 'warn'])('names all events of %s, and no other', (level) => {
    const row = text.split('\n').find((line) => line.startsWith(`| \`${level}\` |`)) ?? '';
    const named = [...row.matchAll(/`([a-z]+\.[a-z]+)`/g)].map(([, type]) => type);
    const ofLevel = Object.entries(LEVELS).flatMap(([type, each]) => (each === level ? [type] : []));
    expect(named).toEqual(ofLevel.sort());
  });
});
