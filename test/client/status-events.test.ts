import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createEventReader } from '../../src/client/status-events.js';

/** The events of a text that comes in these pieces. */
function read(...pieces: readonly string[]): readonly (readonly [name: string, data: string])[] {
  const events: [string, string][] = [];
  const take = createEventReader((name, data) => events.push([name, data]));
  for (const piece of pieces) take(piece);
  return events;
}

const TEXT = ':\n\nevent: status\ndata: {"a":"x\u2028:y"}\n\nevent: status\r\ndata: one\r\ndata: two\r\n\r\ndata:three\r\r:\nid: 7\n\n';
const EVENTS = [
  ['status', '{"a":"x\u2028:y"}'],
  ['status', 'one\ntwo'],
  ['message', 'three'],
];

describe('the reader of events', () => {
  it('reads names and data, whatever ends their lines, and passes over comments', () => {
    expect(read(TEXT)).toEqual(EVENTS);
  });

  it('reads the same wherever the text is cut', () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: TEXT.length }), { maxLength: 8 }), (cuts) => {
        const ends = [0, ...cuts.sort((a, b) => a - b), TEXT.length];
        expect(read(...ends.slice(1).map((end, index) => TEXT.slice(ends[index], end)))).toEqual(EVENTS);
      }),
    );
  });

  it('tells no event before its end, and none without data', () => {
    expect(read('event: status\ndata: {}\n')).toEqual([]);
    expect(read('event: status\n\n')).toEqual([]);
  });
});
