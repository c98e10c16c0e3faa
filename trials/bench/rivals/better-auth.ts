/**
 * better-auth with its phone-number plugin, in Express. It lies in a folder of its own with its own lock file, as no other part of this
 * project needs it, and what it asks of its neighbours does not fit ours. So its types are written here as far as they are used.
 *
 * It does more than the package when a code is right: it makes a user and a session, and sets a cookie. It does less otherwise: it places no
 * call, knows no provider, and limits addresses only.
 */
import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';
import express from 'express';
import Libsql from 'libsql';
import type { ServerOrder, WireRequest } from '../http/messages.js';
import type { OpenSubject } from '../http/subject.js';
import { addressOf, phoneOf } from '../measuring.js';
import { forEachOf } from '../side-by-side.js';
import { dial } from './dial.js';

interface Auth {
  readonly api: { sendPhoneNumberOTP(input: { readonly body: { readonly phoneNumber: string } }): Promise<unknown> };
}

type Sent = (sent: { readonly phoneNumber: string; readonly code: string }) => Promise<void>;

interface Modules {
  'better-auth': { betterAuth(options: object): Auth };
  'better-auth/node': { toNodeHandler(auth: Auth): RequestListener };
  'better-auth/plugins': { phoneNumber(options: { sendOTP: Sent; signUpOnVerification: object }): object };
  'better-auth/adapters/memory': { memoryAdapter(tables: object): object };
  'better-auth/db/migration': { getMigrations(options: object): Promise<{ runMigrations(): Promise<void> }> };
  kysely: { readonly SqliteDialect: new (options: { readonly database: object }) => object };
}

const load = async <Name extends keyof Modules>(name: Name): Promise<Modules[Name]> => (await import(name)) as Modules[Name];

const BASE = '/api/auth';
const SIDE_BY_SIDE = 32;

export const openBetterAuth: OpenSubject = async (order) => {
  const { phoneNumber } = await load('better-auth/plugins');
  const { betterAuth } = await load('better-auth');
  const { toNodeHandler } = await load('better-auth/node');
  const codes = new Map<string, string>();
  const sendOTP: Sent = async ({ phoneNumber: phone, code }) => {
    if (order.request === 'start') await dial(phone.slice(1), code, order.providerUrl);
    else codes.set(phone, code);
  };
  const { storage, reset } = await openStorage(order);
  const options = {
    baseURL: 'http://localhost',
    secret: randomBytes(32).toString('base64'),
    telemetry: { enabled: false },
    plugins: [phoneNumber({ sendOTP, signUpOnVerification: { getTempEmail: (phone: string) => `${phone.slice(1)}@example.com` } })],
    ...storage,
  };
  if (order.store.kind === 'sqlite') await (await (await load('better-auth/db/migration')).getMigrations(options)).runMigrations();
  const auth = betterAuth(options);
  const app = express();
  app.set('trust proxy', 1);
  app.all(`${BASE}/*splat`, toNodeHandler(auth));

  let last = 0;
  const post = (path: string, index: number, body: object): WireRequest => ({
    method: 'POST',
    path: `${BASE}/phone-number/${path}`,
    headers: { 'x-forwarded-for': addressOf(index), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const prepareOne = async (): Promise<WireRequest> => {
    last += 1;
    const index = last;
    const phone = phoneOf(index);
    if (order.request === 'start') return post('send-otp', index, { phoneNumber: phone });
    await auth.api.sendPhoneNumberOTP({ body: { phoneNumber: phone } });
    const right = codes.get(phone) ?? '';
    codes.delete(phone);
    const wrong = right === '000000' ? '111111' : '000000';
    return post('verify', index, { phoneNumber: phone, code: order.request === 'check-wrong' ? wrong : right });
  };
  return {
    handler: app,
    expected: EXPECTED[order.request],
    prepare(count) {
      reset();
      return forEachOf(count, SIDE_BY_SIDE, prepareOne);
    },
  };
};

const NOT_THERE = { status: 0, holds: '' };

const EXPECTED = {
  start: { status: 200, holds: '"code sent"' },
  'check-right': { status: 200, holds: '"token":"' },
  'check-wrong': { status: 400, holds: '"INVALID_OTP"' },
  status: NOT_THERE,
  callback: NOT_THERE,
} as const;

/** Its table of users in memory is searched from the beginning, so it is emptied before each round. */
async function openStorage({ store }: ServerOrder): Promise<{ readonly storage: object; reset(): void }> {
  if (store.kind === 'memory') {
    const { memoryAdapter } = await load('better-auth/adapters/memory');
    const tables: Record<string, unknown[]> = { user: [], session: [], account: [], verification: [] };
    const storage = { database: memoryAdapter(tables), secondaryStorage: createSecondaryStorage() };
    return { storage, reset: () => Object.values(tables).forEach((rows) => void rows.splice(0)) };
  }
  if (store.kind !== 'sqlite') throw new Error(`better-auth is not measured on ${store.kind}`);
  const { SqliteDialect } = await load('kysely');
  const database = new Libsql(`${store.at}.better-auth`);
  for (const setting of ['journal_mode = WAL', 'synchronous = FULL']) database.exec(`PRAGMA ${setting}`);
  return { storage: { database: { dialect: new SqliteDialect({ database }), type: 'sqlite' } }, reset: () => undefined };
}

function createSecondaryStorage(): object {
  const values = new Map<string, string>();
  return {
    get: (key: string) => values.get(key) ?? null,
    set: (key: string, value: string) => void values.set(key, value),
    delete: (key: string) => void values.delete(key),
    getAndDelete(key: string) {
      const value = values.get(key) ?? null;
      values.delete(key);
      return value;
    },
    increment(key: string) {
      const count = Number(values.get(key) ?? 0) + 1;
      values.set(key, String(count));
      return count;
    },
  };
}
