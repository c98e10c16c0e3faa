/** What goes wrong most often, each found by name, with what to do: over real servers, databases and files. */
import { createServer as createTlsServer } from 'node:https';
import express from 'express';
import {
  type CallVerificationOptions,
  type CallVerificationStore,
  createMcn,
  createMemoryStore,
  createSender,
} from 'express-call-verification';
import Libsql from 'libsql';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkTracing } from '../../../src/cli/doctor/check-tracing.js';
import { createSqliteStore } from '../../../src/stores/sqlite.js';
import { SELF_SIGNED } from '../../providers/self-signed.js';
import { newSecret } from '../../support/shop.js';
import { examinePatient, type Healthy, openWard, ROOT, troublesIn } from './patients.js';

const ward = openWard();
const printed = process.emitWarning;
afterAll(() => ward.close());
afterEach(() => void vi.unstubAllEnvs());

it('finds nothing wrong with a configuration that is well, and asks no provider for anything', async () => {
  const patient = await ward.openHealthy({ store: await ward.openStore() });
  const report = await examinePatient(patient);
  expect(troublesIn(report)).toEqual([]);
  expect(report.notChecked.map(({ check }) => check)).toEqual(['clock']);
  expect(patient.asked()).toBe(0);
});

it('asks for no callbacks of a sender, whose service calls the host', async () => {
  const healthy = await ward.openHealthy({ store: await ward.openStore() });
  const sms = createSender({
    name: 'acme',
    kind: 'sms',
    price: { amount: 2, currency: 'RUB' },
    send: () => Promise.reject(new Error('not by a doctor')),
  });
  const report = await examinePatient({ ...healthy, options: { ...healthy.options, methods: [...healthy.options.methods, sms] } });
  expect(troublesIn(report)).toEqual([]);
  expect(report.callbacks.map(({ provider }) => provider)).toEqual(['mcn']);
});

it("tells the host's listener and logger nothing, also of the callback that it sends", async () => {
  const told: string[] = [];
  const tell = (_event: object, type: string): void => void told.push(type);
  const healthy = await ward.openHealthy({ store: await ward.openStore() });
  const listeners = { logger: { info: tell, warn: tell, error: tell }, onEvent: () => void told.push('event') };
  await examinePatient({ ...healthy, options: { ...healthy.options, ...listeners } });
  expect(told).toEqual([]);
});

const MCN = { token: 'TOKEN', accountId: '117793' } as const;

/** A change of a healthy configuration, and all that is found wrong with it then. */
type Breaking = readonly [name: string, change: (healthy: Healthy) => Healthy | Promise<Healthy>, troubles: readonly RegExp[]];

const withOptions = (healthy: Healthy, change: Partial<CallVerificationOptions>): Healthy => ({
  ...healthy,
  options: { ...healthy.options, ...change },
});

const BREAKINGS: readonly Breaking[] = [
  [
    'whose secret is not in the environment',
    (healthy) => withOptions(healthy, { secret: undefined }),
    [/^problem options: .*"secret" must be a secret of 32 bytes or more .* but is undefined\. Mend this option/],
  ],
  [
    'whose secret is that of a template',
    (healthy) => ({ ...withOptions(healthy, { secret: 'change-me-change-me-please-0123456789' }), publicUrl: undefined }),
    [/^warning secret: .*somebody wrote.*openssl rand -base64 32/],
  ],
  [
    'with a misspelt option',
    (healthy) => withOptions(healthy, { lifetimeSecond: 60 } as Partial<CallVerificationOptions>),
    [/^problem options: .*"lifetimeSecond" is unknown\. Did you mean "lifetimeSeconds"\?/],
  ],
  ['without a budget', (healthy) => withOptions(healthy, { limits: {} }), [/^warning budget: No budget is set.*"limits\.callsPerDay"/]],
  [
    'that waits for reports which nobody promises',
    async (healthy) => {
      const { mobilGroup } = await ward.openProvider();
      const methods = [...healthy.options.methods, mobilGroup.voiceCall()];
      return { ...withOptions(healthy, { methods, requireCallReport: true }), publicUrl: undefined };
    },
    [/^warning reports: requireCallReport waits for reports about mobilgroup\.voiceCall.*onTimeout: "accept"/],
  ],
  [
    'whose app believes any forwarded address',
    (healthy) => ({ ...healthy, app: express().set('trust proxy', true) }),
    [/^problem trust-proxy: trust proxy believes any address.*app\.set\('trust proxy', 1\)/],
  ],
  [
    'whose provider has another host name',
    (healthy) => withOptions(healthy, { methods: [createMcn({ ...MCN, apiUrl: 'https://api.mcn.invalid' }).flashCall()] }),
    [/^problem host: api\.mcn\.invalid cannot be reached: there is no such name.*apiUrl/],
  ],
  [
    'whose provider has a certificate that nobody trusts',
    async (healthy) => {
      const { port } = new URL(await ward.serve(createTlsServer(SELF_SIGNED)));
      const apiUrl = `https://localhost:${port}`;
      return withOptions(healthy, { methods: [createMcn({ ...MCN, apiUrl }).flashCall()] });
    },
    [/^problem host: localhost:\d+ cannot be reached: its certificate is not trusted \(DEPTH_ZERO_SELF_SIGNED_CERT\)/],
  ],
  [
    'whose running service has another secret',
    (healthy) => withOptions(healthy, { secret: newSecret('another secret') }),
    [/^problem public-url: .*HTTP 404\. .*the same secret/],
  ],
  [
    'whose running service has another store',
    async (healthy) => withOptions(healthy, { store: await ward.openStore() }),
    [/^problem public-url: The running service takes the callback, and does not write to the store of this configuration\..*same store/],
  ],
  [
    'whose public URL leads to something that takes everything',
    async (healthy) => ({ ...healthy, publicUrl: new URL(await ward.serve((_request, response) => response.writeHead(204).end())) }),
    [/^problem public-url: Something at the public URL takes every callback.*Look where callWebhooks is mounted/],
  ],
  [
    'whose public URL redirects',
    async (healthy) => ({
      ...healthy,
      publicUrl: new URL(
        await ward.serve((_request, response) => response.writeHead(301, { Location: 'https://www.shop.example/' }).end()),
      ),
    }),
    [/^problem public-url: .*HTTP 301\. Name the address to which it redirects/],
  ],
  [
    'whose body parser stands before the webhooks, and refuses callbacks',
    async (healthy) => ({ ...healthy, publicUrl: new URL(await ward.serve((_request, response) => response.writeHead(415).end())) }),
    [/^problem public-url: .*HTTP 415\. .*mount callWebhooks before body parsers/],
  ],
  [
    'whose SQLite connection is as it comes',
    (healthy) => {
      const database = new Libsql(ward.newPath());
      ward.onClose(() => database.close());
      database.exec('PRAGMA synchronous = OFF');
      return { ...withOptions(healthy, { store: createSqliteStore({ database }) }), publicUrl: undefined };
    },
    [
      /^warning store: The database has journal_mode DELETE.*journal_mode = WAL/,
      /^problem store: Nothing waits for the disk.*synchronous = FULL/,
    ],
  ],
  [
    'whose clock is ten minutes ahead of that of its store',
    (healthy) => {
      const now = async (): Promise<number> => Date.now() - 600_000;
      return withOptions(healthy, { store: { ...(healthy.options.store as CallVerificationStore), now } });
    },
    [/^problem clock: The clock of this machine is 600 seconds ahead of the store's.*NTP/],
  ],
];

describe('a configuration', () => {
  /** Side by side, because most of the time is spent waiting. */
  const examined = new Map<string, { readonly found: readonly string[]; readonly asked: number }>();
  beforeAll(async () => {
    const examineOne = async ([name, change]: Breaking): Promise<void> => {
      const healthy = await ward.openHealthy();
      const report = await examinePatient(await change(healthy));
      examined.set(name, { found: troublesIn(report), asked: healthy.asked() });
    };
    await Promise.all(BREAKINGS.map(examineOne));
  }, 60_000);

  it.each(BREAKINGS)('%s is found', (name, _, troubles) => {
    const { found = [], asked } = examined.get(name) ?? {};
    for (const trouble of troubles) expect(found).toContainEqual(expect.stringMatching(trouble));
    expect(found).toHaveLength(troubles.length);
    expect(asked).toBe(0);
  });

  it('is examined without a trace in how the process prints warnings', () => {
    expect(process.emitWarning).toBe(printed);
  });

  it('that is for development only is a problem in production', async () => {
    vi.stubEnv('NODE_ENV', 'production');
    const { options, app } = await ward.openHealthy();
    const { findings } = await examinePatient({
      app,
      options: { ...options, development: true, store: createMemoryStore(), secret: 'change-me '.repeat(5) },
    });
    const problems = findings.filter(({ level }) => level === 'problem').map(({ check, found }) => `${check}: ${found}`);
    expect(problems).toEqual([
      expect.stringMatching(/^options: .*"development"/),
      expect.stringMatching(/^secret: .*again and again/),
      expect.stringMatching(/^production: Calls of mcn\.flashCall go to this machine/),
      expect.stringMatching(/^production: The option "development" is on/),
      expect.stringMatching(/^store: Verifications and limits are kept in the memory/),
    ]);
  });

  it('whose calls would be recorded with number and code is warned about, where a recorder is installed', async () => {
    const { mcn, mobilGroup } = await ward.openProvider();
    const tracingOf = async (options: Partial<CallVerificationOptions>) => {
      const findings = await checkTracing.run({ options, folder: ROOT, isProduction: false }, AbortSignal.timeout(5000));
      return findings.map((each) => ('level' in each ? `${each.level}: ${each.found} ${each.advice}` : each.why));
    };
    const methods = [mcn.flashCall(), mobilGroup.voiceCall()];
    expect(await tracingOf({ methods })).toEqual([
      expect.stringMatching(
        /^warning: @opentelemetry\/instrumentation-undici is installed.* mcn\.flashCall hold number and code\. .*untraced\(fetch\)/,
      ),
    ]);
    const untraced = Object.assign(async (...request: Parameters<typeof fetch>) => fetch(...request), {
      [Symbol.for('express-call-verification.untraced')]: true,
    });
    expect(await tracingOf({ methods, fetch: untraced })).toEqual([expect.stringMatching(/^ok: /)]);
    expect(await tracingOf({ methods: [mobilGroup.voiceCall()] })).toEqual([]);
  });
});
