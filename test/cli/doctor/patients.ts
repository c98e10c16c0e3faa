/** Configurations for the doctor: one that is well, to be broken in one place each. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import {
  type CallVerification,
  type CallVerificationOptions,
  type CallVerificationStore,
  callWebhooks,
  createCallVerification,
  createMcn,
  createMemoryStore,
  createMobilGroup,
} from 'express-call-verification';
import { expect } from 'vitest';
import { examine } from '../../../src/cli/doctor/examine.js';
import type { Report } from '../../../src/cli/doctor/finding.js';
import { textOfReport } from '../../../src/cli/doctor/print-report.js';
import { createSqliteStore, openSqlite } from '../../../src/stores/sqlite.js';
import { newSecret } from '../../support/shop.js';

/** From here, a recorder of requests is found. */
export const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
/** From here, none is. */
const EMPTY_FOLDER = '/';

export interface Healthy {
  readonly options: CallVerificationOptions;
  readonly app: Express;
  readonly publicUrl: URL | undefined;
  /** The service that runs behind the public URL. */
  readonly running: CallVerification;
  /** How often a provider was asked for anything. */
  asked(): number;
}

/** Where patients are examined side by side. */
export interface Ward {
  /** @returns its address */
  serve(listener: RequestListener | Server): Promise<string>;
  newPath(): string;
  openStore(): Promise<CallVerificationStore>;
  /** Accounts whose provider listens on this machine. */
  openProvider(): ReturnType<typeof openAccounts>;
  /** All is well with it, except that its provider is on this machine. */
  openHealthy(change?: Partial<CallVerificationOptions>): Promise<Healthy>;
  onClose(close: () => unknown): void;
  close(): Promise<void>;
}

export function openWard(): Ward {
  const closers: (() => unknown)[] = [];
  const ward: Ward = {
    async serve(listener) {
      const server = typeof listener === 'function' ? createServer(listener) : listener;
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(() => {
        server.closeAllConnections();
        server.close();
      });
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    },
    newPath() {
      const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-doctor-'));
      closers.push(() => rmSync(folder, { recursive: true, force: true }));
      return join(folder, 'calls.db');
    },
    async openStore() {
      const database = await openSqlite(ward.newPath());
      closers.push(() => database.close());
      return createSqliteStore({ database });
    },
    openProvider: () => openAccounts(ward),
    async openHealthy(change = {}) {
      const { mcn, asked } = await ward.openProvider();
      const options: CallVerificationOptions = {
        secret: newSecret('the secret of a patient'),
        countries: ['RU'],
        methods: [mcn.flashCall()],
        limits: { callsPerDay: 1000 },
        ...change,
        store: change.store ?? sharedMemory(),
      };
      const running = createCallVerification({ ...options, onEvent: () => undefined });
      closers.push(() => running.close());
      const app = express();
      app.set('trust proxy', 1);
      app.use('/webhooks/calls', callWebhooks(running));
      const publicUrl = new URL(`${await ward.serve(app)}/webhooks/calls`);
      return { options, app, publicUrl, running, asked };
    },
    onClose: (close) => void closers.push(close),
    async close() {
      for (const close of closers.toReversed()) await close();
    },
  };
  return ward;
}

/** One that its host and the doctor share, because they are one process here. */
function sharedMemory(): CallVerificationStore {
  const { get, put, delete: remove, count } = createMemoryStore();
  return { get, put, delete: remove, count };
}

async function openAccounts({ serve }: Pick<Ward, 'serve'>) {
  let asked = 0;
  const url = await serve((_request, response) => {
    asked += 1;
    response.end('{}');
  });
  return {
    mcn: createMcn({ token: 'TOKEN', accountId: '117793', apiUrl: url, paidMethodsUrl: url }),
    mobilGroup: createMobilGroup({ apiKey: 'KEY', apiUrl: url }),
    asked: () => asked,
  };
}

/** What is not well, as `level check: text`; the provider on this machine is left out. */
export function troublesIn(report: Report): readonly string[] {
  return report.findings
    .filter(({ level, found }) => level !== 'ok' && !found.includes('go to this machine'))
    .map(({ level, check, found, advice }) => `${level} ${check}: ${found} ${advice}`);
}

/** Examines it as the command does, and looks that no secret is in the report but the tokens of callbacks, which are meant to be seen. */
export async function examinePatient(
  { options, app, publicUrl }: Pick<Healthy, 'options'> & Partial<Healthy>,
  secrets: readonly string[] = [],
): Promise<Report> {
  const report = await examine({ options, app, publicUrl, folder: EMPTY_FOLDER });
  const text = textOfReport(report);
  const own = [options.secret, options.pseudonymKey].filter((each) => typeof each === 'string');
  for (const secret of [...own, ...secrets]) expect(text.includes(secret)).toBe(false);
  return report;
}
