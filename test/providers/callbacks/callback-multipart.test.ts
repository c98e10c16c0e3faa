/** Bodies of multipart/form-data, through parseReports. */
import { describe, expect, it } from 'vitest';
import type { ParsedCallback } from '../../../src/ports/method.js';
import type { CallbackOptions } from '../../../src/providers/callbacks/callback-options.js';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';

const ID = 'da59bda0a1bb_117793';
const OTHER = 'fa278be48dc2_117793';
const TYPE = 'multipart/form-data; boundary=XX';

function parse(body: unknown, contentType: string | undefined = TYPE, callback: CallbackOptions = {}): ParsedCallback {
  const headers = { 'content-type': contentType };
  return createMcn({ token: 'TOKEN', accountId: '117793', callback }).parseReports({ method: 'POST', headers, query: {}, body });
}

const read = (...given: Parameters<typeof parse>): string[] =>
  parse(...given).reports.map(({ callId, fate }) => [callId, fate.outcome, fate.cause].join(' ').trim());

const part = (name: string, value: string, line = '\r\n'): string =>
  [`--XX`, `Content-Disposition: form-data; name="${name}"`, '', value, ''].join(line);
const partsOf = (fields: Readonly<Record<string, string>>, line = '\r\n'): string =>
  Object.entries(fields)
    .map(([name, value]) => part(name, value, line))
    .join('');

const FIELDS = { duration: '12', verification_uuid: ID, q931_status: '16', note: 'a: b=c & d', final_status: 'ANSWER' };
const BODY = `${partsOf(FIELDS)}--XX--\r\n`;
const ANSWERED = [`${ID} answered 16`];

describe('parts are read by their names', () => {
  it.each([
    ['as text', BODY, TYPE],
    ['as bytes', Buffer.from(BODY), TYPE],
    ['with a boundary in quotation marks, after another parameter', BODY, 'Multipart/Form-Data; charset=utf-8; Boundary="XX"'],
    ['of another multipart type', BODY, 'multipart/mixed;boundary=XX'],
    ['without a declared boundary', BODY, 'multipart/form-data'],
    ['that call themselves JSON', BODY, 'application/json'],
    ['without any type', BODY, undefined],
    ['with bare line feeds', `${partsOf(FIELDS, '\n')}--XX--\n`, TYPE],
    ['without an end', partsOf(FIELDS), TYPE],
    ['with a text before and after', `not a part\r\n${BODY}nor: this`, TYPE],
    ['with white space after the boundary', BODY.replaceAll('--XX\r\n', '--XX \t\r\n'), TYPE],
    ['with more headers, in any order and case', BODY.replaceAll('Content-D', 'Content-Type: text/plain\r\nCONTENT-d'), TYPE],
    ['with names without quotation marks', BODY.replaceAll(/name="(\w+)"/g, 'name=$1'), TYPE],
    ['as files', BODY.replaceAll(/name="(\w+)"/g, 'filename="x.txt"; name="$1"'), TYPE],
    ['with a boundary of special characters', BODY.replaceAll('XX', "a+(b)?'.*"), `multipart/form-data; boundary="a+(b)?'.*"`],
    ['in which JSON stands', `${part('x', '{"verification_uuid":"no"}')}${BODY}`, TYPE],
  ])('%s', (_, body, type) => {
    expect(read(body, type)).toEqual(ANSWERED);
  });

  it('with the values as they are, also over several lines and with the boundary inside', () => {
    const body = `${partsOf({ ...FIELDS, note: '--XXX\r\n--X\r\nx --XX', empty: '' })}--XX--`;
    expect(parse(body).reports[0]?.fields).toEqual({ ...FIELDS, note: '--XXX\r\n--X\r\nx --XX' });
  });

  it("with the owner's names", () => {
    const body = `${partsOf({ 'my "call"': ID, cause: '17', verification_uuid: OTHER })}--XX--`;
    for (const quoted of ['my \\"call\\"', 'my %22call%22'])
      expect(read(body.replace('my "call"', quoted), TYPE, { id: 'my "call"', cause: 'cause' })).toEqual([`${ID} busy 17`]);
  });

  it('as several reports where names come again', () => {
    expect(read(`${partsOf(FIELDS)}${partsOf({ verification_uuid: OTHER, q931_status: '17' })}--XX--`)).toEqual([
      ...ANSWERED,
      `${OTHER} busy 17`,
    ]);
  });

  it('and by nothing else: values without an id are no report', () => {
    expect(parse(`${partsOf({ call: ID, status: 'ANSWER', cause: '16' })}--XX--`)).toEqual({
      reports: [],
      unmapped: 'multipart {call: text, status: text, cause: digits}',
    });
  });
});

describe('a body that is not multipart, whatever its type says, is read as what it is', () => {
  it.each([
    ['JSON', JSON.stringify(FIELDS)],
    ['a form', `verification_uuid=${ID}&q931_status=16&final_status=ANSWER`],
    ['lines that begin with two hyphens', `--\nverification_uuid=${ID}\nq931_status=16\nfinal_status=ANSWER`],
  ])('%s', (_, body) => {
    expect(read(body)).toEqual(ANSWERED);
  });

  it.each([
    ['a boundary only', '--XX--'],
    ['a part without a name', `--XX\r\nContent-Disposition: form-data\r\n\r\n${ID}\r\n--XX--`],
    ['a part without an empty line', `--XX\r\nContent-Disposition: form-data; name="verification_uuid"\r\n${ID}\r\n--XX--`],
    ['ten thousand hyphens', '-'.repeat(10_000)],
    ['many boundaries and white space', `--XX${' '.repeat(100)}`.repeat(100)],
  ])('%s makes no report', (_, body) => {
    expect(parse(body)).toMatchObject({ reports: [], unmapped: expect.any(String) });
  });

  it('does no harm by names that objects inherit', () => {
    const [report] = parse(`${partsOf({ ['__proto__']: 'x', constructor: 'y', ...FIELDS })}--XX--`).reports;
    expect(report?.callId).toBe(ID);
    expect(Object.getPrototypeOf(report?.fields)).toBeNull();
  });
});
