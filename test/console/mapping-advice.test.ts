import { describe, expect, it } from 'vitest';
import { adviseMapping, adviseRejected, adviseUnmatched } from '../../src/console/mapping-advice.js';
import { readShape } from '../../src/console/read-shape.js';
import { createMcn } from '../../src/index.js';

describe('the shape of a callback', () => {
  it('is read in every form that the package tells', () => {
    expect(readShape('JSON {call: text, q931: rounded number}; query {key: digits}')).toEqual({
      fields: [
        { name: 'call', kind: 'text' },
        { name: 'q931', kind: 'rounded number' },
        { name: 'key', kind: 'digits' },
      ],
      values: [],
      hasHiddenNames: false,
    });
    expect(readShape('JSON [text, digits, …]').values).toEqual(['text', 'digits']);
    expect(readShape('JSON [{call: {id: text, …}}]').fields).toEqual([{ name: 'id', kind: 'text' }]);
    expect(readShape('text {?: text}').hasHiddenNames).toBe(true);
    expect(readShape('JSON {a: [text, text], b: digits}')).toMatchObject({ fields: [{ name: 'b', kind: 'digits' }], values: [] });
  });

  it('may be anything without harm', () => {
    for (const shape of ['', '{', '{{{{', ']]', ':::', '{a: }', '{a: {b', `JSON {${'a: text, '.repeat(1000)}`, '\u0000', '<script>'])
      expect(readShape(shape).fields.length).toBeLessThanOrEqual(100);
  });
});

describe('the advice about a callback that was not understood', () => {
  it.each([
    ['JSON {call_ref: text, hangup_code: number, result: text}', "callback: { id: 'call_ref', cause: 'hangup_code', status: 'result' }"],
    ['JSON [{uuid: text, q931: digits, disposition: text}]', "callback: { id: 'uuid', cause: 'q931', status: 'disposition' }"],
    ['text {callId: digits, cause: digits}', "callback: { id: 'callId', cause: 'cause' }"],
    ['JSON {data: {session: text, state: text}}', "callback: { id: 'session', status: 'state' }"],
    ['JSON {call_ref: text}; query {key: digits}', "callback: { id: 'call_ref' }"],
    ['JSON [text, digits, text]', 'callback: { positions: { id: 0, cause: 1, status: 2 } }'],
    ['JSON [digits, text]', 'callback: { positions: { id: 0, status: 1 } }'],
    ['no body; query {ref: text, code: digits}', "callback: { id: 'ref', cause: 'code' }"],
  ])('names the fields of %s', (shape, option) => {
    expect(adviseMapping('mcn', shape).option).toBe(option);
  });

  it('is an option that the package takes', () => {
    const shapes = ['JSON {ref: text, code: number, result: text}', 'JSON [text, digits, text]'];
    for (const shape of shapes) {
      const option = adviseMapping('mcn', shape).option ?? '';
      const callback: unknown = new Function(`return { ${option} }.callback`)();
      expect(() => createMcn({ token: 'a-token', accountId: '1', callback: callback as never })).not.toThrow();
    }
  });

  it('says what is wrong where no name would help', () => {
    expect(adviseMapping('mcn', 'no body').advice).toContain('empty');
    expect(adviseMapping('mcn', 'unreadable').advice).toContain('Content-Encoding');
    expect(adviseMapping('mcn', 'JSON {?: text}').advice).toContain('Give each value a name');
    expect(adviseMapping('mcn', 'JSON {flag: boolean}')).toEqual({ advice: expect.stringContaining('No field looks like the id') });
    expect(adviseMapping('mcn', 'parsed {id: rounded number}').advice).toContain('in quotes');
  });

  it('ends no text of code with a hostile name', () => {
    const option = adviseMapping('mcn', "JSON {it's: text}").option ?? '';
    expect(new Function(`return { ${option} }.callback.id`)()).toBe("it's");
    expect(option.match(/'/g)).toHaveLength(2);
  });

  it('tells which option accepts a sender, and what an unknown call may mean', () => {
    expect(adviseRejected('mcn', 'address').option).toContain('addresses');
    expect(adviseRejected('mcn', 'header').option).toContain('header');
    expect(adviseRejected('mcn', 'token')).toEqual({
      advice: expect.stringMatching(/calls\.webhookPath\('mcn'\).*with the URL in your account/),
    });
    expect(adviseRejected('mcn', 'too_large').advice).toContain('16 kB');
    expect(adviseRejected('mcn', 'something new').advice).not.toBe('');
    expect(adviseUnmatched('mcn', undefined)).toEqual({ advice: expect.stringContaining('second app') });
    expect(adviseUnmatched('mcn', 'fields {id: text, uuid: text}').option).toContain('uuid');
  });
});
