/** The check of all answers sees what is otherwise than the document says. */
import express, { type RequestHandler } from 'express';
import supertest from 'supertest';
import { describe, expect, it } from 'vitest';
import { leaveOutHostsAnswers, leaveOutHostsBodies, takeFaults } from './described-answers.js';
import { serve } from './shop.js';

const STATUS = {
  status: 'pending',
  method: 'flash_call',
  codeLength: 4,
  call: { outcome: 'pending' },
  checksLeft: 3,
  expiresAt: '2026-03-01T10:10:00.000Z',
  nextMethods: [],
  retryAt: null,
};
const NOT_FOUND = {
  type: 'urn:express-call-verification:verification_not_found',
  title: 'No such verification',
  status: 404,
  detail: 'There is no such verification.',
  code: 'verification_not_found',
};
const AWAITING = { status: 'awaiting_call', retryAfterSeconds: 2 };
const PROBLEM = 'application/problem+json';

interface Sent {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
}

/** A handler by the name of one of ours. */
function named(name: string, handle: RequestHandler): RequestHandler {
  return Object.defineProperty(handle, 'name', { value: name });
}

function sending({ status, headers = {}, body }: Sent): RequestHandler {
  return (_req, res) => {
    res.writeHead(status, { 'Cache-Control': 'no-store', ...headers });
    res.end(typeof body === 'object' ? JSON.stringify(body) : body);
  };
}

/** What is wrong when a handler of this name answers so. */
async function faultsOf(name: string, sent: Sent, request: object = { verificationId: 'an id' }): Promise<readonly string[]> {
  const app = express();
  app.all('/', named(name, sending(sent)));
  await supertest(await serve(app))
    .post('/')
    .send(request);
  return takeFaults();
}

const json = { 'Content-Type': 'application/json' };

describe('an answer that fits', () => {
  it.each([
    ['callStatusMiddleware', { status: 200, headers: json, body: STATUS }],
    ['callStatusMiddleware', { status: 404, headers: { 'Content-Type': PROBLEM }, body: NOT_FOUND }],
    ['cancelCallVerificationMiddleware', { status: 204 }],
    ['callWebhooksMiddleware', { status: 204 }],
    ['checkCallCodeMiddleware', { status: 202, headers: { ...json, 'Retry-After': '2' }, body: AWAITING }],
    [
      'callStatusMiddleware',
      { status: 200, headers: { 'Content-Type': 'text/event-stream' }, body: `event: status\ndata: ${JSON.stringify(STATUS)}\n\n:\n\n` },
    ],
  ])('has no faults: %s %j', async (name, sent) => {
    expect(await faultsOf(name, sent)).toEqual([]);
  });
});

describe('an answer that does not', () => {
  it.each<[string, string, Sent, readonly string[]]>([
    ['by its status', 'callStatusMiddleware', { status: 418 }, ['callStatus 418: is not in the document']],
    [
      'by its type',
      'callStatusMiddleware',
      { status: 200, headers: { 'Content-Type': 'text/html' }, body: '<p>' },
      ['callStatus 200: has the type text/html'],
    ],
    [
      'by a member too much, which is named without its value',
      'callStatusMiddleware',
      { status: 200, headers: json, body: { ...STATUS, code: '4711' } },
      ['callStatus 200: the whole additionalProperties code'],
    ],
    [
      'by a member that lacks',
      'checkCallCodeMiddleware',
      { status: 202, headers: { ...json, 'Retry-After': '2' }, body: { status: 'awaiting_call' } },
      ['checkCallCode 202: the whole required retryAfterSeconds'],
    ],
    [
      'by a value',
      'callStatusMiddleware',
      { status: 200, headers: json, body: { ...STATUS, call: { outcome: 'lost' } } },
      ['callStatus 200: /call/outcome enum'],
    ],
    [
      'by a time',
      'callStatusMiddleware',
      { status: 200, headers: json, body: { ...STATUS, expiresAt: 'soon' } },
      ['callStatus 200: /expiresAt format'],
    ],
    [
      'by the code of a problem',
      'cancelCallVerificationMiddleware',
      { status: 404, headers: { 'Content-Type': PROBLEM }, body: { ...NOT_FOUND, code: 'not_found' } },
      ['cancelCallVerification 404: /code const'],
    ],
    ['by a body', 'callWebhooksMiddleware', { status: 404, body: 'wrong token' }, ['reportByBody 404: has a body']],
    [
      'by a header that lacks',
      'checkCallCodeMiddleware',
      { status: 202, headers: json, body: AWAITING },
      ['checkCallCode 202: lacks the header retry-after'],
    ],
    [
      'by a header that is not named',
      'cancelCallVerificationMiddleware',
      { status: 204, headers: { 'Retry-After': '2' } },
      ['cancelCallVerification 204: has the header retry-after'],
    ],
    [
      'by the value of a header',
      'cancelCallVerificationMiddleware',
      { status: 204, headers: { 'Cache-Control': 'public' } },
      ['cancelCallVerification 204: header cache-control: the whole enum'],
    ],
    [
      'by an event of its stream',
      'callStatusMiddleware',
      { status: 200, headers: { 'Content-Type': 'text/event-stream' }, body: 'event: status\ndata: {}\n\n' },
      Object.keys(STATUS).map((member) => `callStatus 200: the whole required ${member}`),
    ],
    [
      'by the name of an event',
      'callStatusMiddleware',
      { status: 200, headers: { 'Content-Type': 'text/event-stream' }, body: 'event: news\ndata: {}\n\n' },
      ['callStatus 200: has another event'],
    ],
    [
      'of the guard',
      'requireVerifiedPhoneMiddleware',
      { status: 401 },
      ['TokenInvalid 401: lacks the header www-authenticate', 'TokenInvalid 401: has the type '],
    ],
  ])('is found: %s', async (_, name, sent, faults) => {
    expect(await faultsOf(name, sent)).toEqual(faults);
  });
});

describe('a body', () => {
  const accepted: Sent = { status: 202, headers: { ...json, 'Retry-After': '2' }, body: AWAITING };

  it('is found if it is accepted, and the document names none such', async () => {
    const faults = await faultsOf('checkCallCodeMiddleware', accepted, { verificationId: 'an id', pin: '4711' });
    expect(faults).toEqual(['checkCallCode accepted a body: the whole additionalProperties pin']);
  });

  it('is left out where the host reads it', async () => {
    leaveOutHostsBodies();
    expect(await faultsOf('checkCallCodeMiddleware', accepted, { pin: '4711' })).toEqual([]);
  });

  it('may be anything if it is refused', async () => {
    const refused: Sent = { status: 404, headers: { 'Content-Type': PROBLEM }, body: NOT_FOUND };
    expect(await faultsOf('checkCallCodeMiddleware', refused, { pin: '4711' })).toEqual([]);
  });
});

describe('what the host answers', () => {
  it('is left out where it answers on our routes', async () => {
    leaveOutHostsAnswers();
    expect(await faultsOf('callStatusMiddleware', { status: 418 })).toEqual([]);
  });

  it('is left out where the request was passed on', async () => {
    const app = express();
    const passOn = named('checkCallCodeMiddleware', (req, _res, next) => {
      Object.assign(req, { callVerification: {} });
      next();
    });
    app.post('/', passOn, (_req, res) => void res.status(201).json({ signedIn: true }));
    await supertest(await serve(app))
      .post('/')
      .send({ verificationId: 'an id' })
      .expect(201);
    expect(await takeFaults()).toEqual([]);
  });

  it('is left out where it failed, and on routes of its own', async () => {
    const app = express();
    app.post('/', named('checkCallCodeMiddleware', sending({ status: 500 })));
    app.post('/other', sending({ status: 418 }));
    const url = await serve(app);
    await supertest(url).post('/').expect(500);
    await supertest(url).post('/other').expect(418);
    expect(await takeFaults()).toEqual([]);
  });
});
