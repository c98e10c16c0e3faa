/** What the Express floor needs of a service stands where copies of this module find it, and where nobody else sees it. */
import { inspect } from 'node:util';
import * as root from 'express-call-verification';
import { expect, it, vi } from 'vitest';
import { openShop } from '../support/shop.js';

const FACTORIES = [
  root.callStatus,
  root.callVerificationRouter,
  root.callWebhooks,
  root.cancelCallVerification,
  root.checkCallCode,
  root.requireVerifiedPhone,
  root.startCallVerification,
] as const;

it('shows of a service its methods and keys alone', async () => {
  const { calls } = await openShop();
  expect(Object.keys(calls).sort()).toEqual([
    'acceptsCallback',
    'cancel',
    'check',
    'close',
    'drain',
    'forget',
    'health',
    'jwks',
    'release',
    'report',
    'reportDelivery',
    'service',
    'start',
    'status',
    'unlock',
    'verifyToken',
    'watchStatus',
    'webhookPath',
  ]);
  expect(inspect(calls)).not.toMatch(/store|internals/);
});

it.each(FACTORIES.map((factory) => [factory.name, factory] as const))('%s takes no copy of a service', async (name, factory) => {
  const { calls } = await openShop();
  expect(() => factory({ ...calls })).toThrow(
    expect.objectContaining({
      name: 'ConfigurationError',
      option: 'calls',
      message: `${name}: option "calls" must be what createCallVerification returned, but is an object.`,
    }),
  );
});

it('is found by another copy of the module, as a host has it that loads the package both as ESM and as CommonJS', async () => {
  vi.resetModules();
  const copy = await import('express-call-verification');
  expect(copy.startCallVerification).not.toBe(root.startCallVerification);
  const shop = await openShop({ routes: (app, calls) => void app.use('/copy', copy.callVerificationRouter(calls)) });
  const started = await shop.client.post('/copy').send({ phone: shop.phone }).expect(202);
  const { verificationId } = started.body;
  await shop.client.post('/copy/check').send({ verificationId, code: shop.code() }).expect(200);
});
