/** Every shape of a callback, for both providers, through parseReports. */
import { describe, expect, it } from 'vitest';
import type { CallbackRequest, CallbackSource, ParsedReport } from '../../../src/ports/method.js';
import type { CallbackOptions } from '../../../src/providers/callbacks/callback-options.js';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';
import { createMobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';

const mcn = (callback?: CallbackOptions): CallbackSource => createMcn({ token: 'TOKEN', accountId: '117793', callback });
const mobilGroup = (callback?: CallbackOptions): CallbackSource => createMobilGroup({ apiKey: 'KEY', callback });

function parse(provider: CallbackSource, given: Partial<CallbackRequest>): readonly ParsedReport[] {
  return provider.parseReports({ method: 'POST', headers: {}, query: {}, body: undefined, ...given }).reports;
}

/** Ids and fates only. */
function read(provider: CallbackSource, given: Partial<CallbackRequest>): string[] {
  return parse(provider, given).map(({ callId, fate }) => [callId, fate.outcome, fate.cause].join(' ').trim());
}

const ID = 'da59bda0a1bb_117793';
const OTHER = 'fa278be48dc2_117793';
const ANSWERED = [`${ID} answered 16`];
const BOTH = [`${ID} answered 16`, `${OTHER} busy 17`];

/** One report of an answered call, in every shape that is read. */
const ONE_REPORT: readonly (readonly [string, (id: string, idName: string) => Partial<CallbackRequest>])[] = [
  ['an object', (id, name) => ({ body: { [name]: id, q931_status: 16, final_status: 'ANSWER' } })],
  ['an object of strings with white space', (id, name) => ({ body: { [name]: ` ${id} `, q931_status: ' 16', final_status: 'answer\n' } })],
  [
    'an object with unknown members',
    (id, name) => ({ body: { [name]: id, q931_status: 16, final_status: 'ANSWER', x: [1], y: null, z: {} } }),
  ],
  [
    'an object inside an envelope',
    (id, name) => ({ body: { event: 'call', data: { [name]: id, q931_status: 16, final_status: 'ANSWER' } } }),
  ],
  ['an array of one object', (id, name) => ({ body: [{ [name]: id, q931_status: 16, final_status: 'ANSWER' }] })],
  ['an array of one-key objects', (id, name) => ({ body: [{ [name]: id }, { q931_status: '16' }, { final_status: 'ANSWER' }] })],
  ['an array of bare values', (id) => ({ body: [id, '16', 'ANSWER'] })],
  ['bare values in another order', (id) => ({ body: ['ANSWERED', 16, id] })],
  ['bare values among others', (id) => ({ body: [id, null, 'call end', 16, '', 'ANSWER', '2024-09-05T13:12:00Z'] })],
  ['an array with an array of bare values', (id) => ({ body: [[id, '16', 'ANSWER']] })],
  ['JSON text', (id, name) => ({ body: JSON.stringify({ [name]: id, q931_status: 16, final_status: 'ANSWER' }) })],
  [
    'JSON text with a byte order mark',
    (id, name) => ({ body: `\uFEFF${JSON.stringify({ [name]: id, q931_status: 16, final_status: 'ANSWER' })}` }),
  ],
  ['JSON bytes', (id, name) => ({ body: Buffer.from(JSON.stringify([{ [name]: id, q931_status: 16, final_status: 'ANSWER' }])) })],
  ['JSON text of bare values', (id) => ({ body: `["${id}", "16", "ANSWER"]` })],
  ['JSON in a JSON string', (id) => ({ body: JSON.stringify(`["${id}", "16", "ANSWER"]`) })],
  ['JSON with a comma too many', (id, name) => ({ body: `{"${name}": "${id}", "q931_status": 16, "final_status": "ANSWER",}` })],
  ['the quotes of the documents', (id, name) => ({ body: `«${name}»: «${id}”,\n«q931_status»: 16,\n«final_status»: «ANSWER»` })],
  ['lines of key=value', (id, name) => ({ body: `${name}=${id}\nq931_status=16\r\nfinal_status=ANSWER\n` })],
  ['lines of key: value', (id, name) => ({ body: `time: 13:12:00\n${name}: ${id}\nq931_status: 16\nfinal_status: ANSWER` })],
  ['text of values with commas', (id) => ({ body: `${id},16,ANSWER` })],
  ['text of values with semicolons', (id) => ({ body: `${id}; 16; ANSWER;` })],
  ['text of values with spaces', (id) => ({ body: `${id} 16 ANSWER` })],
  ['text of values on lines', (id) => ({ body: `${id}\n16\nANSWER\n` })],
  ['form text', (id, name) => ({ body: `${name}=${id}&q931_status=16&final_status=ANSWER&x=%` })],
  ['encoded form text', (id, name) => ({ body: `${name}=${id}&q931_status=%31%36&final_status=ANSWER+` })],
  ['a parsed form', (id, name) => ({ body: { [name]: [id, 'again'], q931_status: '16', final_status: 'ANSWER' } })],
  ['query parameters of a GET', (id, name) => ({ method: 'GET', query: { [name]: id, q931_status: '16', final_status: 'ANSWER' } })],
  [
    'query parameters beside an empty parsed body',
    (id, name) => ({ query: { [name]: id, q931_status: '16', final_status: 'ANSWER' }, body: {} }),
  ],
  [
    'query parameters beneath the body',
    (id, name) => ({ query: { [name]: id, final_status: 'CANCEL' }, body: { q931_status: 16, final_status: 'ANSWER' } }),
  ],
  ['query parameters beneath empty fields', (id, name) => ({ query: { [name]: id }, body: `${name}=&q931_status=16&final_status=ANSWER` })],
];

describe('one report', () => {
  it.each(ONE_REPORT)('of MCN is read from %s', (_, shape) => {
    expect(read(mcn(), shape(ID, 'verification_call_uuid'))).toEqual(ANSWERED);
  });

  it.each(ONE_REPORT)('of MobilGroup is read from %s', (_, shape) => {
    expect(read(mobilGroup(), shape('123456', 'id'))).toEqual(['123456 answered 16']);
  });

  it('is read under the other names', () => {
    expect(read(mcn(), { body: { verification_uuid: ID, q931_status: 16, final_status: 'ANSWER' } })).toEqual(ANSWERED);
    expect(read(mobilGroup(), { body: { request_id: 12, q931_status: 16, status: 'ANSWERED' } })).toEqual(['12 answered 16']);
    expect(read(mobilGroup(), { body: { id: 12, status: 'NO ANSWER' } })).toEqual(['12 no_answer']);
  });
});

it('reads four digits as a cause where it has a name', () => {
  expect(read(mcn(), { body: { verification_uuid: ID, q931_status: '1000' } })).toEqual([`${ID} unavailable 1000`]);
});

describe('an id beyond 2^53', () => {
  const LONG = '12345678901234567890';

  it.each([
    ['an object', `{"id":${LONG},"q931_status":16,"final_status":"ANSWER"}`],
    ['one-key objects', `[{"id":${LONG}},{"q931_status":16},{"final_status":"ANSWER"}]`],
    ['bare values', `[${LONG},16,"ANSWER"]`],
    ['JSON in a JSON string', JSON.stringify(`{"id":${LONG},"q931_status":16,"final_status":"ANSWER"}`)],
    ['a string', `{"id":"${LONG}","q931_status":16,"final_status":"ANSWER"}`],
  ])('keeps its digits in %s', (_, body) => {
    expect(read(mobilGroup(), { body })).toEqual([`${LONG} answered 16`]);
  });

  it("is none if the host's parser has rounded it, because another call may have the rounded one", () => {
    expect(read(mobilGroup(), { body: JSON.parse(`{"id":${LONG},"q931_status":16}`) as unknown })).toEqual([]);
    expect(read(mobilGroup(), { body: JSON.parse(`[${LONG},16,"ANSWER"]`) as unknown })).toEqual([]);
  });
});

describe('many reports', () => {
  it.each([
    [
      'an array of objects',
      [
        { verification_uuid: ID, q931_status: 16, final_status: 'ANSWER' },
        { verification_uuid: OTHER, q931_status: 17, final_status: 'CANCEL' },
      ],
    ],
    [
      'an array of arrays',
      [
        [ID, 16, 'ANSWER'],
        [OTHER, 17, 'CANCEL'],
      ],
    ],
    [
      'one-key objects in a row',
      [{ verification_uuid: ID }, { q931_status: 16 }, { final_status: 'ANSWER' }, { verification_uuid: OTHER }, { q931_status: 17 }],
    ],
    [
      'an array of arrays of one-key objects',
      [
        [{ verification_uuid: ID }, { q931_status: 16 }, { final_status: 'ANSWER' }],
        [{ verification_uuid: OTHER }, { q931_status: 17 }],
      ],
    ],
    ['lines of values', `${ID},16,ANSWER\n${OTHER},17,CANCEL\n`],
    ['blocks of named lines', `verification_uuid=${ID}\nq931_status=16\nfinal_status=ANSWER\n\nverification_uuid=${OTHER}\nq931_status=17`],
    ['a mixture', [7, { verification_uuid: ID }, { q931_status: 16 }, { final_status: 'ANSWER' }, [OTHER, '17']]],
  ])('are read from %s', (_, body) => {
    expect(read(mcn(), { body })).toEqual(BOTH);
  });

  it('are read up to a hundred in one request', () => {
    const body = Array.from({ length: 150 }, (_, index) => ({ verification_uuid: `a_${index}`, q931_status: 16 }));
    expect(parse(mcn(), { body })).toHaveLength(100);
  });
});

describe('the documented results', () => {
  it.each([
    ['16 ANSWER', 'answered 16'],
    ['16 ANSWERED', 'answered 16'],
    ['16 CANCEL', 'no_answer 16'],
    ['16 NO ANSWER', 'no_answer 16'],
    ['17 CANCEL', 'busy 17'],
    ['17 NO ANSWER', 'busy 17'],
    ['31', 'rejected 31'],
    ['41', 'failed 41'],
    ['41 ANSWER', 'failed 41'],
    ['19 NO ANSWER', 'unavailable 19'],
    ['3', 'unavailable 3'],
    ['0', 'unavailable 0'],
    ['0 ANSWER', 'unavailable 0'],
    ['127', 'unavailable 127'],
    ['128', 'unavailable 128'],
    ['160 ANSWER', 'unavailable 160'],
    ['486 BUSY', 'unavailable 486'],
    ['487 CANCEL', 'unavailable 487'],
  ])('%s means %s, named or bare, as JSON or text', (given, expected) => {
    const [cause = '', ...words] = given.split(' ');
    const word = words.join(' ');
    const values = [ID, cause, ...(word === '' ? [] : [word])];
    const named = { verification_uuid: ID, q931_status: Number(cause), ...(word === '' ? {} : { final_status: word }) };
    for (const body of [named, values, values.join(','), values.join(' '), values.join('\n'), `${values.join(';')};`]) {
      expect(read(mcn(), { body })).toEqual([`${ID} ${expected}`]);
    }
  });
});

describe('what is not understood', () => {
  it.each([
    ['no status with 16', { q931_status: 16 }],
    ['an unknown word', { q931_status: 16, final_status: 'DONE' }],
    ['no cause and an unknown word', { final_status: 'DONE' }],
    ['a cause that is no number, beside a good word', { q931_status: 'sixteen', final_status: 'ANSWER' }],
    ['a negative cause, beside a good word', { q931_status: -1, final_status: 'ANSWER' }],
    ['a broken cause, beside a good word', { q931_status: 16.5, final_status: 'ANSWER' }],
    ['a cause with a unit, beside a good word', { q931_status: '16s', final_status: 'ANSWER' }],
    ['a hexadecimal cause, beside a good word', { q931_status: '0x10', final_status: 'ANSWER' }],
    ['digits of another script, beside a good word', { q931_status: '١٦', final_status: 'ANSWER' }],
    ['a cause of ten digits, which is a time or an id', { q931_status: 1_764_450_000, final_status: 'ANSWER' }],
    ['an empty cause and no word', { q931_status: '' }],
    ['nothing but the id', {}],
  ])('is unknown, never answered: %s', (_, fields) => {
    const [report] = parse(mcn(), { body: { verification_uuid: ID, ...fields } });
    expect(report?.fate.outcome).toBe('unknown');
  });

  it.each([
    ['two small numbers, of which one may be a duration', [ID, '12', '16', 'ANSWER']],
    ['two words that contradict each other', [ID, '16', 'ANSWER', 'CANCEL']],
    ['a word that only begins like a known one', [ID, '16', 'ANSWERING MACHINE']],
    ['a word torn by its separator', `${ID} 16 NOT ANSWER`],
  ])('is unknown among bare values, too: %s', (_, body) => {
    const [report] = parse(mcn(), { body });
    expect(report).toMatchObject({ callId: ID, fate: { outcome: 'unknown' } });
  });

  it.each([
    ['no body', undefined],
    ['null', null],
    ['an empty text', ' \n'],
    ['an empty object', {}],
    ['an empty array', []],
    ['a number', 7],
    ['a report without id', { q931_status: 16, final_status: 'ANSWER' }],
    ['an empty id', { verification_uuid: ' ', q931_status: 16 }],
    ['an id that is an object', { verification_uuid: { $ne: 1 }, q931_status: 16 }],
    ['an id of absurd length', { verification_uuid: 'a'.repeat(129), q931_status: 16 }],
    ['bare values without an id', ['16', 'ANSWER']],
    ['bare values with two ids', [ID, OTHER, '16', 'ANSWER']],
    ['markup', '<html><body>hello</body></html>'],
    ['a broken form', '%%%=%E0%A4%A'],
    ['deep nesting', `${'['.repeat(5000)}${']'.repeat(5000)}`],
    ['deeply nested objects', `${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`],
    ['an id in too deep an envelope', { a: { b: { c: { d: { e: { verification_uuid: ID } } } } } }],
    ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0x80])],
    ['marks only', `${'"'.repeat(8000)} ${' '.repeat(8000)}`],
  ])('makes no report: %s', (_, body) => {
    expect(parse(mcn(), { body })).toEqual([]);
    expect(parse(mcn(), { method: 'GET', body })).toEqual([]);
  });

  it('does no harm by keys that objects inherit', () => {
    const body = `{"__proto__": {"verification_uuid": "x_1"}, "constructor": 1, "verification_uuid": "${ID}", "q931_status": 16, "final_status": "ANSWER"}`;
    for (const given of [body, JSON.parse(body) as unknown, `__proto__=x&verification_uuid=${ID}&q931_status=16&final_status=ANSWER`]) {
      const [report] = parse(mcn(), { body: given });
      expect(report).toMatchObject({ callId: ID, fate: { outcome: 'answered' } });
      expect(Object.getPrototypeOf(report?.fields)).toBeNull();
    }
    expect(({} as Record<string, unknown>)['verification_uuid']).toBeUndefined();
    expect(parse(mcn({ id: 'toString' }), { body: { a: 1 } })).toEqual([]);
  });
});

describe('the fields of a report', () => {
  it('are flat, trimmed, and all there', () => {
    const body = { verification_uuid: ID, q931_status: 16, final_status: ' ANSWER ', dtmf: 9, ok: true, data: { inner: 'x', dtmf: 1 } };
    const [report] = parse(mcn(), { body, query: { constant: 'c', dtmf: '0' } });
    expect({ ...report?.fields }).toEqual({
      verification_uuid: ID,
      q931_status: '16',
      final_status: 'ANSWER',
      dtmf: '9',
      ok: 'true',
      inner: 'x',
      constant: 'c',
    });
  });

  it('of bare values stand under their positions, too', () => {
    const [report] = parse(mcn(), { body: [ID, '16', 'ANSWER', 'x9'] });
    expect(report?.fields['3']).toBe('x9');
    expect(report?.fields['q931_status']).toBe('16');
  });
});

describe("the owner's mapping", () => {
  it('names the fields, before the usual names', () => {
    const mapped = mcn({ id: 'call', cause: 'reason', status: 'result' });
    expect(read(mapped, { body: { call: ID, reason: 16, result: 'ANSWER', verification_uuid: OTHER, q931_status: 17 } })).toEqual(ANSWERED);
    expect(read(mapped, { body: `call=${ID}\nreason=16\nresult=ANSWER` })).toEqual(ANSWERED);
    expect(read(mapped, { body: { verification_uuid: ID, q931_status: 16, final_status: 'ANSWER' } })).toEqual(ANSWERED);
    expect(read(mapped, { body: [ID, 16, 'ANSWER'] })).toEqual(ANSWERED);
    expect(read(mobilGroup({ id: 'call', cause: 'reason', status: 'result' }), { body: { call: 9, reason: 17, result: 'x' } })).toEqual([
      '9 busy 17',
    ]);
  });

  it('places bare values whose form says nothing', () => {
    const placed = mcn({ positions: { id: 3, cause: 1, status: 0 } });
    expect(read(placed, { body: ['ANSWER', '16', '12', ID] })).toEqual(ANSWERED);
    expect(read(placed, { body: `ANSWER,16,,${ID}` })).toEqual(ANSWERED);
    expect(
      read(placed, {
        body: [
          ['ANSWER', '16', '12', ID],
          ['CANCEL', 17, 0, OTHER],
        ],
      }),
    ).toEqual(BOTH);
    expect(read(placed, { body: ['ANSWER', '16'] })).toEqual([]);
    expect(read(mobilGroup({ positions: { id: 0, status: 1 } }), { body: ['7', 'NO ANSWER', '16'] })).toEqual(['7 no_answer']);
  });
});
