/** What a trial does in every host: it finds each lack that a host may have. */
import { createServer } from 'node:http';
import express, { type Express, type RequestHandler } from 'express';
import * as api from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import { expect, it } from 'vitest';
import { prove } from '../../../trials/hosts/prove.js';
import { tryShop } from '../../../trials/hosts/shop.js';
import { leaveOutHostsAnswers } from '../../support/described-answers.js';

interface Lack {
  /** What stands in front of the app. */
  readonly before?: RequestHandler;
  readonly isStreaming?: boolean;
  readonly waitMs?: number;
}

const tryWith = ({ before, isStreaming = true, waitMs = 10_000 }: Lack = {}) =>
  tryShop({
    express,
    api,
    createProviderSimulator,
    createServer,
    prove: (host) => prove({ ...host, waitMs }),
    isStreaming,
    wrap: (app): Express => (before === undefined ? app : express().use(before).use(app)),
  });

/** Answers itself where the path says so. */
const answering =
  (path: string, status: number): RequestHandler =>
  (req, res, next) => {
    if (req.path.startsWith(path)) res.status(status).json({ code: 'of the host' });
    else next();
  };

const ALL = { token: 'yes', problems: 'yes', report: 'yes', stream: 'yes', script: 'yes' };

it('an app as the README mounts it lacks nothing', async () => {
  expect(await tryWith()).toEqual(ALL);
});

it('a host that sends only whole answers has no stream', async () => {
  expect(await tryWith({ isStreaming: false })).toEqual({ ...ALL, stream: expect.stringMatching(/^no: it is application\/json/) });
});

it('a host without the script says so', async () => {
  expect(await tryWith({ before: answering('/auth/call/client.js', 404) })).toEqual({ ...ALL, script: 'no: 404' });
});

it('a host that makes another type of problem documents says so', async () => {
  leaveOutHostsAnswers();
  const plain: RequestHandler = (_req, res, next) => {
    const { setHeader } = res;
    res.setHeader = (name, value) => setHeader.call(res, name, String(value).includes('problem+json') ? 'application/json' : value);
    next();
  };
  expect(await tryWith({ before: plain })).toEqual({ ...ALL, problems: expect.stringMatching(/^no: their type is application\/json/) });
});

it('a host whose guard lets nobody pass has no token', async () => {
  await expect(tryWith({ before: answering('/account', 401) })).rejects.toThrow('GET /account: 401 instead of 200');
});

it('a host that refuses callbacks has neither report nor news in its stream', async () => {
  const found = await tryWith({ before: answering('/webhooks', 403), waitMs: 300 });
  expect(found).toMatchObject({ token: 'yes', report: 'no: the call is pending', script: 'yes' });
});
