import { gzipSync } from 'node:zlib';
import express, { type RequestHandler } from 'express';
import type { Test } from 'supertest';
import { describe, expect, it } from 'vitest';
import { sendBytes, sendInPieces } from '../support/exact-body.js';
import { expectProblem } from '../support/problem.js';
import { openShop, type Shop, spell } from '../support/shop.js';

const JSON_TYPE = { 'content-type': 'application/json' };

/** Gives a request its headers and its body. */
type Sending = (request: Test) => Test;

/** A body that is wrong, and what is said about it: a code, or a pattern of the detail of `invalid_request`. */
type Wrong = readonly [
  what: string,
  sending: Sending,
  problem: RegExp | 'payload_too_large' | 'unsupported_media_type' | 'verification_not_found' | 'phone_not_supported',
];

const json =
  (value: object): Sending =>
  (request) =>
    request.send(value);
const text =
  (body: string, headers: Readonly<Record<string, string>> = JSON_TYPE): Sending =>
  (request) =>
    request.set(headers).send(body);
const bytes =
  (body: Uint8Array, headers: Readonly<Record<string, string>> = JSON_TYPE): Sending =>
  (request) =>
    sendBytes(request.set(headers), body);

/** Wrong at start and check alike. */
const ANYWHERE: readonly Wrong[] = [
  ['an array', json(['+79157777777']), /object/],
  ['an array of objects', json([{ phone: '+79157777777' }]), /object/],
  ['no type', bytes(Buffer.from('{}'), {}), 'unsupported_media_type'],
  ['a form', text('phone=1', { 'content-type': 'application/x-www-form-urlencoded' }), 'unsupported_media_type'],
  ['text', text('{}', { 'content-type': 'text/plain' }), 'unsupported_media_type'],
  ['multipart', text('{}', { 'content-type': 'multipart/form-data; boundary=x' }), 'unsupported_media_type'],
  ['a type that only begins like JSON', text('{}', { 'content-type': 'application/jsonp' }), 'unsupported_media_type'],
  ['more than 8 kB', json({ phone: ' '.repeat(8192) }), 'payload_too_large'],
];

/** What a parser of the host's would refuse before us. */
const WITHOUT_PARSER: readonly Wrong[] = [
  ['null', text('null'), /JSON/],
  ['a number', text('7'), /JSON/],
  ['a string', text('"hello"'), /JSON/],
  ['no JSON', text('{"phone":'), /JSON/],
  ['single quotes', text("{'phone':'1'}"), /JSON/],
  [
    'more than 8 kB without a length',
    (request) => sendInPieces(request.set(JSON_TYPE), ['{"phone":"', ' '.repeat(5000), ' '.repeat(5000), '"}']),
    'payload_too_large',
  ],
  [
    'a gzip bomb',
    bytes(gzipSync(`{"phone":"${' '.repeat(5_000_000)}"}`), { ...JSON_TYPE, 'content-encoding': 'gzip' }),
    'payload_too_large',
  ],
  ['broken gzip', text('{}', { ...JSON_TYPE, 'content-encoding': 'gzip' }), /JSON/],
  ['an unknown encoding', text('{}', { ...JSON_TYPE, 'content-encoding': 'klingon' }), 'unsupported_media_type'],
  ['bytes that are no text', bytes(new Uint8Array([0xff, 0xfe, 0x00])), /UTF-8/],
  ['UTF-16 that says so', bytes(Buffer.from('\ufeff{}', 'utf16le'), { 'content-type': 'application/json; charset=utf-16' }), /UTF-8/],
  ['Latin 1 that says so', bytes(Buffer.from('{"é":1}', 'latin1'), { 'content-type': 'application/json; charset=iso-8859-1' }), /UTF-8/],
  ['half a character', bytes(Buffer.from('{"phone":"é"}').subarray(0, 11)), /UTF-8/],
];

const AT_START: readonly Wrong[] = [
  ['nothing', json({}), /phone/],
  ['no body', (request) => request.set(JSON_TYPE), /./],
  ['an empty body', text(''), /./],
  ['a number as phone', json({ phone: 79157777777 }), /phone/],
  ['an array as phone', json({ phone: ['+79157777777'] }), /phone/],
  ['an object as phone', json({ phone: { toString: '+79157777777' } }), /phone/],
  ['null as phone', json({ phone: null }), /phone/],
  ['an empty phone', json({ phone: '' }), /phone/],
  ['a phone of 65 characters', json({ phone: '1'.repeat(65) }), /phone/],
  ['text around the number', json({ phone: 'call +79157777777 now' }), 'phone_not_supported'],
  ['two numbers', json({ phone: '+79157777777,+79157777778' }), 'phone_not_supported'],
  ['an extension', json({ phone: '+79157777777 ext. 5' }), 'phone_not_supported'],
  ['a national number without a default country', json({ phone: '9157777777' }), 'phone_not_supported'],
  ['a number too long', json({ phone: '+791577777770' }), 'phone_not_supported'],
  ['a satellite number', json({ phone: '+870773111632' }), 'phone_not_supported'],
  ['an unknown member', json({ phone: '+79157777777', code: '1234' }), /member/],
  ['a member that only the host may add', json({ phone: '+79157777777', purpose: 'payment' }), /member/],
  ['an address of the client’s own choice', json({ phone: '+79157777777', ip: '10.0.0.1' }), /member/],
  ['a binding', json({ phone: '+79157777777', binding: 'a session' }), /member/],
  ['the proof of a device', json({ phone: '+79157777777', deviceProof: 'a.b.c' }), /member/],
  ['a key in the body', json({ phone: '+79157777777', idempotencyKey: 'k'.repeat(16) }), /member/],
  ['a challenge that it says it passed', json({ phone: '+79157777777', challengePassed: true }), /challengePassed/],
  ['a prototype', text('{"phone":"+79157777777","__proto__":{"method":"sms"}}'), /./],
  ['a constructor', text('{"phone":"+79157777777","constructor":{"prototype":{}}}'), /member/],
  ['what is no name of a kind', json({ phone: '+79157777777', method: 'carrier pigeon' }), /method/],
  ['a provider instead of a kind', json({ phone: '+79157777777', method: 'mcn.flashCall' }), /method/],
  ['a kind that every object has', json({ phone: '+79157777777', method: 'toString' }), /method/],
  ['an array as kind', json({ phone: '+79157777777', method: ['flash_call'] }), /method/],
  ['a number as id', json({ verificationId: 7 }), /verificationId/],
  ['a sentence as language', json({ phone: '+79157777777', language: 'in Russian' }), /language/],
  ['a header as language', json({ phone: '+79157777777', language: 'ru,en;q=0.5' }), /language/],
  ['a language of 36 characters', json({ phone: '+79157777777', language: `ru-${'abcdefg-'.repeat(4)}a` }), /language/],
];

const atCheck = (verificationId: string): readonly Wrong[] => [
  ['nothing', json({}), /"verificationId" is missing/],
  ['an empty body', text(''), /"verificationId" is missing/],
  ['no id', json({ code: '1234' }), /"verificationId" is missing/],
  ['an empty id', json({ verificationId: '', code: '1234' }), /verificationId/],
  ['null as id', json({ verificationId: null, code: '1234' }), /verificationId/],
  ['an unknown id', json({ verificationId: 'A'.repeat(60), code: '1234' }), 'verification_not_found'],
  ['a number as code', json({ verificationId, code: 1234 }), /code/],
  ['an array as code', json({ verificationId, code: ['1234'] }), /code/],
  ['an object as code', json({ verificationId, code: { $ne: '' } }), /code/],
  ['null as code', json({ verificationId, code: null }), /code/],
  ['an empty code', json({ verificationId, code: '' }), /code/],
  ['letters', json({ verificationId, code: 'abcd' }), /code/],
  ['nothing but spaces', json({ verificationId, code: ' \n' }), /code/],
  ['nothing that can be seen', json({ verificationId, code: '\u200b\ufeff' }), /code/],
  ['a sign', json({ verificationId, code: '-1234' }), /code/],
  ['a sign behind', json({ verificationId, code: '1234-' }), /code/],
  ['two signs', json({ verificationId, code: '12--34' }), /code/],
  ['a fraction', json({ verificationId, code: '123.4' }), /code/],
  ['a picture of a digit among others', json({ verificationId, code: '12½4' }), /code/],
  ['numerals that are no digits', json({ verificationId, code: '一二三四' }), /code/],
  ['three digits of another script', json({ verificationId, code: '١٢٣' }), /digits/],
  ['four digits in a long text', json({ verificationId, code: `1234${' '.repeat(61)}` }), /code/],
  ['three digits', json({ verificationId, code: '123' }), /digits/],
  ['five digits', json({ verificationId, code: '12345' }), /digits/],
  ['a hundred digits', json({ verificationId, code: '1'.repeat(100) }), /code/],
  ['a phone', json({ verificationId, code: '1234', phone: '+79157777777' }), /member/],
  ['a purpose', json({ verificationId, code: '1234', purpose: 'sign-in' }), /member/],
  ['a binding', json({ verificationId, code: '1234', binding: 'a session' }), /member/],
  ['an address', json({ verificationId, code: '1234', ip: '10.0.0.1' }), /member/],
  ['a key in the body', json({ verificationId, code: '1234', idempotencyKey: 'k'.repeat(16) }), /member/],
  ['a challenge that it says it passed', json({ verificationId, code: '1234', challengePassed: true }), /challengePassed/],
  ['a prototype', text(`{"verificationId":"${verificationId}","__proto__":{"code":"1234"}}`), /./],
  ['an array as id', json({ verificationId: [verificationId], code: '1234' }), /verificationId/],
  ['an id in another spelling', json({ verificationId: `${verificationId}=`, code: '1234' }), 'verification_not_found'],
  ['an id with a character too many', json({ verificationId: `${verificationId}A`, code: '1234' }), 'verification_not_found'],
  ['an id of 129 characters', json({ verificationId: 'A'.repeat(129), code: '1234' }), /verificationId/],
];

/** Sends all of them, and expects of each what is said about it. */
async function expectAllWrong(shop: Shop, path: string, wrongs: readonly Wrong[]): Promise<void> {
  for (const [what, sending, problem] of wrongs) {
    const answer = await sending(shop.client.post(path));
    const isMalformed = problem instanceof RegExp;
    expect([what, answer.body['code']]).toEqual([what, isMalformed ? 'invalid_request' : problem]);
    expectProblem(answer, isMalformed ? 'invalid_request' : problem);
    if (isMalformed) expect(answer.body['detail'], what).toMatch(problem);
  }
}

/** Parameters of the media type that change nothing (RFC 8259). */
const CHARSETS = [
  ...['utf8', 'UTF8', '"utf-8"', 'us-ascii', 'iso-8859-1', 'utf-16', 'windows-1251', 'klingon', ''].map((name) => `charset=${name}`),
  'profile=x; charset=utf8',
  'odata=verbose',
];

describe('JSON with a parameter', () => {
  it.each(CHARSETS)('is JSON in UTF-8: %s', async (parameter) => {
    const shop = await openShop({
      start: { input: ({ body }) => ({ phone: body.phone, ...(body.é === 'ü' ? {} : { method: 'sms' as const }) }) },
    });
    const type = `application/json; ${parameter}`;
    await sendBytes(shop.client.post('/auth/call').set('content-type', type), Buffer.from(`{"phone":"${shop.phone}","é":"ü"}`)).expect(202);
    await shop.client.post('/auth/call/check').set('content-type', type).send('{"verificationId":"unknown"}').expect(404);
  });

  it('may begin with a byte order mark', async () => {
    const shop = await openShop();
    await sendBytes(shop.client.post('/auth/call').set(JSON_TYPE), Buffer.from(`\ufeff{"phone":"${shop.phone}"}`)).expect(202);
  });

  it('is decoded by us where a parser of the host gives bytes or text', async () => {
    for (const parser of [express.raw({ type: () => true }), express.text({ type: () => true, defaultCharset: 'utf-8' })]) {
      const shop = await openShop({ before: [parser] });
      await shop.client.post('/auth/call').set('content-type', 'application/json').send(`{"phone":"${shop.phone}"}`).expect(202);
    }
    const shop = await openShop({ before: [express.raw({ type: () => true })] });
    const answer = await sendBytes(shop.client.post('/auth/call').set(JSON_TYPE), new Uint8Array([0xff]));
    expectProblem(answer, 'invalid_request');
    expect(answer.body['detail']).toMatch(/UTF-8/);
  });
});

const PLACES: readonly { readonly place: string; readonly prefix?: string; readonly before: readonly RequestHandler[] }[] = [
  { place: 'at / without a parser', before: [] },
  { place: 'under a prefix without a parser', prefix: '/shop', before: [] },
  { place: 'at / behind express.json()', before: [express.json()] },
  {
    place: 'under a prefix behind express.json() and other parsers',
    prefix: '/shop',
    before: [express.json(), express.urlencoded({ extended: true }), express.text()],
  },
];

describe.each(PLACES)('$place', ({ prefix = '/', before }) => {
  const open = (): Promise<Shop> => openShop({ before, ...(prefix === '/' ? {} : { prefix }) });
  const anywhere = before.length === 0 ? [...ANYWHERE, ...WITHOUT_PARSER] : ANYWHERE;

  it('a start that is wrong is told what is wrong, and nothing is dialled', async () => {
    const shop = await open();
    await expectAllWrong(shop, '/auth/call', [...anywhere, ...AT_START]);
    expect(shop.requests).toEqual([]);
    expect(shop.events).toEqual([]);
    await shop.start().expect(202);
  });

  it('a check that is wrong is told what is wrong, and no check is spent', async () => {
    const shop = await open();
    const verificationId = await shop.begin();
    await expectAllWrong(shop, '/auth/call/check', [...anywhere, ...atCheck(verificationId)]);
    expect((await shop.status(verificationId)).body).toMatchObject({ status: 'pending', checksLeft: 3 });
    expect(shop.requests).toHaveLength(1);
    await shop.check(verificationId, shop.code()).expect(200);
  });

  it('a media type with parameters and of another JSON kind is good', async () => {
    const shop = await open();
    await shop.client.post('/auth/call').type('application/json; charset=UTF-8').send({ phone: shop.phone }).expect(202);
  });

  it('what a person may type is a good number', async () => {
    const shop = await open();
    const [, rest = ''] = /^\+7(\d+)$/.exec(shop.phone) ?? [];
    const written = ` +7 (${rest.slice(0, 3)}) ${rest.slice(3, 6)}-${rest.slice(6, 8)}-${rest.slice(8)} `;
    await shop.start({ phone: written }).expect(202);
    expect(shop.telephone.calls).toHaveLength(1);
  });
});

it('a code is read as it looks, and stays one code', async () => {
  const spellings: readonly ((code: string) => string)[] = [
    (code) => ` ${code}`,
    (code) => `${code}\r\n`,
    (code) => `${code.slice(0, 2)}\u00a0${code.slice(2)}`,
    (code) => `${code.slice(0, 2)}-${code.slice(2)}`,
    (code) => `${code.slice(0, 2)} \u2011 ${code.slice(2)}`,
    (code) => `\u202a${code.split('').join('\u200b')}\u202c`,
    (code) => code.split('').join('\ufe0f\u20e3'),
    ...[0x0660, 0x06f0, 0x0966, 0xff10, 0x1d7d8].map((zero) => (code: string) => spell(code, zero)),
  ];
  for (const written of spellings) {
    const shop = await openShop();
    const verificationId = await shop.begin();
    await shop.check(verificationId, written(shop.code())).expect(200);
  }
});

describe('a status or a cancel', () => {
  it('without its header is told that it is missing', async () => {
    const shop = await openShop();
    for (const ask of [() => shop.client.get('/auth/call/status'), () => shop.client.delete('/auth/call')]) {
      for (const answer of [await ask(), await ask().set('Verification-Id', '')]) {
        expectProblem(answer, 'invalid_request');
        expect(answer.body['detail']).toBe('The header "Verification-Id" is missing: send the verificationId of the start in it.');
      }
      const stream = await ask().set('Accept', 'text/event-stream');
      expectProblem(stream, 'invalid_request');
    }
  });

  it('with an unknown id is told no more than before', async () => {
    const shop = await openShop();
    for (const id of ['unknown', 'A'.repeat(60), 'A'.repeat(129)]) {
      expectProblem(await shop.status(id), 'verification_not_found');
      expectProblem(await shop.cancel(id), 'verification_not_found');
    }
  });

  it('without its header is told so also where requests are bound', async () => {
    const shop = await openShop({ calls: { bindTo: () => undefined } });
    expectProblem(await shop.client.get('/auth/call/status'), 'invalid_request');
    expectProblem(await shop.status('unknown'), 'verification_not_found');
  });
});
