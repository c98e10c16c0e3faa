/** The sample for NestJS as it stands: with its global prefix, its ValidationPipe and Nest's body parser, over HTTP. */
import type { CallVerification, CallVerificationEvent } from 'express-call-verification';
import type { VirtualTelephone } from 'express-call-verification/simulator';
import supertest, { type Response } from 'supertest';
import { describe, expect, it, onTestFinished } from 'vitest';
import { WEBHOOKS_PATH } from '../../examples/nestjs/src/call-verification/call-verification.module.js';
import { CALLS } from '../../examples/nestjs/src/call-verification/calls.js';
import { createApp } from '../../examples/nestjs/src/create-app.js';
import { openEventStream } from '../support/event-stream.js';
import { memberOf } from '../support/member-of.js';
import { expectProblem } from '../support/problem.js';
import { registerSecret } from '../support/secrets.js';
import { newNumber, newSecret, openAccounts, openSimulator } from '../support/shop.js';

interface NestShop {
  readonly url: string;
  readonly phone: string;
  readonly telephone: VirtualTelephone;
  readonly events: readonly CallVerificationEvent[];
  /** Where MCN reports to. */
  readonly webhook: string;
  readonly client: ReturnType<typeof supertest>;
  begin(path?: string): Promise<string>;
  /** A token for the number, got over HTTP. */
  prove(path?: string): Promise<string>;
  close(): Promise<void>;
}

async function openNest(): Promise<NestShop> {
  const simulator = await openSimulator();
  const { mcn } = openAccounts(simulator);
  simulator.subscribe((event) => {
    if (event.type === 'call') registerSecret(event.callId, 'a call id');
  });
  const events: CallVerificationEvent[] = [];
  const app = await createApp(
    { secret: newSecret('the secret'), countries: ['RU'], methods: [mcn.flashCall()], onEvent: (event) => events.push(event) },
    { logger: false },
  );
  await app.listen(0, '127.0.0.1');
  onTestFinished(() => app.close());
  const url = await app.getUrl();
  const webhook = `${WEBHOOKS_PATH}${app.get<CallVerification>(CALLS).webhookPath('mcn')}`;
  simulator.callbacks.setUrl('mcn', `${url}${webhook}`);

  const phone = newNumber();
  const telephone = simulator.telephone(phone);
  const client = supertest(url);
  const begin = async (path = '/api/auth/call'): Promise<string> => {
    const started = await client.post(path).send({ phone }).expect(202);
    return registerSecret(memberOf(started, 'verificationId'), 'a verification id');
  };
  return {
    url,
    phone,
    telephone,
    events,
    webhook,
    client,
    begin,
    async prove(path = '/api/auth/call') {
      const verificationId = await begin(path);
      const { caller } = await telephone.rings();
      const checked = await client
        .post(`${path}/check`)
        .send({ verificationId, code: caller.slice(-4) })
        .expect(200);
      telephone.hangUp();
      return registerSecret(memberOf(checked, 'token'), 'a token');
    },
    close: () => app.close(),
  };
}

const bearer = (token: string): [string, string] => ['Authorization', `Bearer ${token}`];

describe('the endpoints in Nest', () => {
  it('stand below the global prefix, behind the body parser, and prove a number', async () => {
    const shop = await openNest();
    const token = await shop.prove();
    await shop.client
      .get('/api/account')
      .set(...bearer(token))
      .expect(200, { phone: shop.phone });
    await shop.client.post('/auth/call').send({ phone: shop.phone }).expect(404);
  });

  it('answer with problem documents of their own, not with those of the ValidationPipe', async () => {
    const shop = await openNest();
    expectProblem(await shop.client.post('/api/auth/call').send({ phone: shop.phone, street: 'High Street' }), 'invalid_request');
    expectProblem(await shop.client.post('/api/auth/call').send({ phone: 'no number' }), 'phone_not_supported');
    expect(shop.telephone.calls).toEqual([]);
  });

  it('give pages their script and their countries', async () => {
    const { client } = await openNest();
    expect((await client.get('/api/auth/call/client.js').expect(200)).get('content-type')).toMatch(/^text\/javascript/);
    expect((await client.get('/api/auth/call/countries.json').expect(200)).body).toMatchObject({ countries: [{ country: 'RU' }] });
    await client.get('/api/auth/call/nothing').expect(404);
  });

  it('leave a body that is no JSON to the body parser of Nest', async () => {
    const { client } = await openNest();
    const answer = await client.post('/api/auth/call').type('json').send('{"phone":').expect(400);
    expect(answer.body).toMatchObject({ statusCode: 400 });
  });
});

describe('the guard', () => {
  it('refuses with a problem document whoever has no token, before the ValidationPipe reads the body', async () => {
    const { client } = await openNest();
    const answer = await client.put('/api/account/address').send({ nothing: 'valid' });
    expectRefused(answer);
    expect(answer.get('www-authenticate')).toMatch(/^Bearer/);
  });

  it('refuses a token that was signed by nobody, and one of another purpose', async () => {
    const shop = await openNest();
    const token = await shop.prove();
    expectRefused(await shop.client.get('/api/account').set(...bearer(`${token}x`)));
    expectRefused(await shop.client.delete('/api/account').set(...bearer(token)));
    const other = await (await openNest()).prove();
    expectRefused(await shop.client.get('/api/account').set(...bearer(other)));
  });

  it('lets a token of the purpose that it names pass, and no further', async () => {
    const shop = await openNest();
    const token = await shop.prove('/api/account/call');
    expectRefused(await shop.client.get('/api/account').set(...bearer(token)));
    await shop.client
      .delete('/api/account')
      .set(...bearer(token))
      .expect(204);
  });

  it('gives the handler the claims, and leaves the body to the ValidationPipe', async () => {
    const shop = await openNest();
    const token = await shop.prove();
    const move = (body: object) =>
      shop.client
        .put('/api/account/address')
        .set(...bearer(token))
        .send(body);
    expect((await move({ street: 'x' }).expect(400)).body).toMatchObject({ message: [expect.stringContaining('street')] });
    expect((await move({ street: 'High Street', phone: 'x' }).expect(400)).body).toMatchObject({
      message: ['property phone should not exist'],
    });
    await move({ street: 'High Street' }).expect(204);
    await shop.client
      .get('/api/account')
      .set(...bearer(token))
      .expect(200, { phone: shop.phone, street: 'High Street' });
  });
});

/** Once, however Nest's own filters take the refusal. */
function expectRefused(answer: Response): void {
  expectProblem(answer, 'token_invalid');
}

describe('the webhooks in Nest', () => {
  it('take reports outside of the global prefix, and a page hears of them', async () => {
    const shop = await openNest();
    const verificationId = await shop.begin();
    const stream = await openEventStream(`${shop.url}/api/auth/call/status`, { 'verification-id': verificationId });
    expect(await stream.next()).toMatchObject({ data: { call: { outcome: 'pending' } } });
    await shop.telephone.rings();
    shop.telephone.decline();
    expect(await stream.next()).toMatchObject({ data: { call: { outcome: 'unavailable' } } });
  });

  it('stand before the body parser, which would refuse a template that is no valid JSON', async () => {
    const shop = await openNest();
    await shop.begin();
    const { id } = await shop.telephone.rings();
    const template = `{"verification_call_uuid": "${id}", "q931_status": , "final_status": "BUSY"}`;
    await shop.client.post(shop.webhook).type('json').send(template).expect(204);
    await shop.client.post(`${WEBHOOKS_PATH}/mcn/guessed`).send({}).expect(404);
  });
});

describe('Nest when it stops', () => {
  it('ends the streams, so that it can', async () => {
    const shop = await openNest();
    const verificationId = await shop.begin();
    const stream = await openEventStream(`${shop.url}/api/auth/call/status`, { 'verification-id': verificationId });
    expect(await stream.next()).toMatchObject({ data: { status: 'pending' } });
    await shop.close();
    expect(await stream.next()).toBeUndefined();
    expect(shop.events.map(({ type }) => type)).toEqual(expect.arrayContaining(['service.drained', 'service.closed']));
  });
});
