/** The example of docs/writing-a-method.md keeps the contract, as the page says, and reads the reports that it shows. */
import type { CallMethod } from 'express-call-verification';
import { methodContract } from 'express-call-verification/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { importSample } from '../../support/import-sample.js';

const KEY = 'test-key-of-acme';
let createAcmeCall: (options: { apiUrl: string; key: string; timeoutMs?: number }) => CallMethod;
beforeAll(async () => {
  createAcmeCall = (await importSample('writing-a-method.md', 'createAcmeCall')) as typeof createAcmeCall;
});

methodContract(
  'the method of docs/writing-a-method.md',
  ({ baseUrl, timeoutMs }) => createAcmeCall({ apiUrl: baseUrl, timeoutMs, key: KEY }),
  {
    describe: describe.concurrent,
    it,
    success: (_, { id }) => ({ body: { accepted: true, id } }),
    refusal: (_, { text }) => ({ body: { accepted: false, error: text } }),
    secrets: [KEY],
  },
);

describe('the method of docs/writing-a-method.md', () => {
  const read = (body: unknown) =>
    createAcmeCall({ apiUrl: '', key: KEY }).provider.parseReports?.({ method: 'POST', headers: {}, query: {}, body });

  it.each([
    ['bytes', Buffer.from('{"id":"1","status":"busy"}')],
    ['text', '{"id":"1","status":"busy"}'],
    ['what a body parser leaves', { id: '1', status: 'busy' }],
  ])('reads a report that comes as %s', (_, body) => {
    expect(read(body)?.reports).toEqual([{ callId: '1', fate: { outcome: 'busy' }, fields: { id: '1', status: 'busy' } }]);
  });

  it('takes a word that it does not know for unknown, never for answered', () => {
    expect(read({ id: '1', status: 'ANSWERED!' })?.reports).toMatchObject([{ fate: { outcome: 'unknown' } }]);
  });
});
