/** A shop that uses the package as its host would, both providers simulated, one clock for all, and who writes everything down. */
import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express, { type ErrorRequestHandler, type Request } from 'express';
import {
  type CallVerificationEvent,
  type CallVerificationOptions,
  callStatus,
  callWebhooks,
  checkCallCode,
  createCallVerification,
  createMcn,
  createMemoryStore,
  createMobilGroup,
  startCallVerification,
} from '../../src/index.js';
import { createProviderSimulator, type ProviderSimulator, type TelephoneMood } from '../../src/simulator/index.js';
import { type Chance, createChance } from '../proof/chance.js';
import { type Client, type ClientOptions, createClient, SOLUTION_HEADER } from './client.js';
import { createHttpClient, type HttpClient } from './http-client.js';
import { createLedger, type Ledger } from './ledger.js';
import { watchProviders } from './provider-watch.js';
import { BUDGET, MOST_RECORDS, optionsOf, PRICE, policy, type Scale, type Setup } from './setup.js';
import { type StoreWatch, watchStore } from './store-watch.js';
import { createVirtualTime, type VirtualTime } from './virtual-time.js';

export interface WorldOptions {
  readonly setup: Setup;
  readonly seed: number;
  /** Of the shop. @default 'small' */
  readonly scale?: Scale;
  /** Over those of the set-up. */
  readonly calls?: Partial<CallVerificationOptions> | undefined;
  /** Told of everything that no output may show. */
  readonly onSecret?: ((value: string, label: string) => void) | undefined;
}

export interface World {
  readonly setup: Setup;
  readonly time: VirtualTime;
  readonly http: HttpClient;
  readonly simulator: ProviderSimulator;
  readonly ledger: Ledger;
  /** What requests leave in the store. */
  readonly records: Pick<StoreWatch, 'begin'>;
  /** How often the package told of each event. */
  readonly events: ReadonlyMap<string, number>;
  /** What a callback of MCN is posted to. */
  readonly callbackPath: string;
  client(options: ClientOptions): Client;
  /** How a telephone takes its calls from now on. @default for all others: 'does_not_answer' */
  setMood(phone: string, mood: TelephoneMood): void;
  /** The digits that the newest call to a telephone showed or said, once that call is over. */
  readCode(phone: string, kind: string): Promise<string>;
  /** A stream of choices of its own for each user. */
  chance(stream: number): Chance;
  /** Until all actors are done. */
  run(): Promise<void>;
  close(): Promise<void>;
}

/** Midnight in UTC, when budgets begin anew. */
export const FIRST_DAY = Date.UTC(2030, 0, 8);
const DAY = 86_400_000;

const CALLBACKS = '/webhooks/calls';

export async function openWorld({ setup, seed, scale = 'small', calls: more, onSecret = () => undefined }: WorldOptions): Promise<World> {
  // Only people can give it: programs cannot solve what the host's challenge asks.
  const solution = randomBytes(16).toString('base64url');
  const secret = randomBytes(32).toString('base64');
  onSecret(secret, 'the secret');
  // The day before belongs to those who prove their numbers early.
  const time = createVirtualTime(FIRST_DAY - DAY);
  const simulator = await createProviderSimulator({ afterAnswerMs: 1, keyPressMs: 20, mobilgroup: { balance: 1_000_000 } });
  const ledger = createLedger(time.now);
  const moods = new Map<string, TelephoneMood>();
  const watch = watchProviders(simulator, (phone) => ledger.call(phone));
  const mcn = createMcn({ ...simulator.mcn });
  const mobilGroup = createMobilGroup({ ...simulator.mobilgroup });
  const events = new Map<string, number>();
  const count = (event: CallVerificationEvent): void => {
    const name = event.type === 'limit.reached' ? `${event.type} ${event.limit}` : event.type;
    events.set(name, (events.get(name) ?? 0) + 1);
  };
  const records = watchStore(createMemoryStore({ clock: time.now, maxEntries: MOST_RECORDS[scale] }), time.now, addressOf);
  const calls = createCallVerification({
    secret,
    store: records.store,
    countries: ['RU'],
    methods: [
      mcn.flashCall({ price: PRICE }),
      mobilGroup.voiceCall({ price: PRICE }),
      mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' }, price: PRICE }),
    ],
    clock: time.now,
    onEvent: count,
    policy,
    ...optionsOf(setup, BUDGET[scale]),
    ...more,
  });

  const app = express();
  // One proxy in front, which writes the client's address at the end of X-Forwarded-For.
  app.set('trust proxy', 1);
  app.use(records.middleware);
  app.post(
    '/auth/call',
    startCallVerification(calls, {
      input: (req) => ({ ...req.body, challengePassed: req.get(SOLUTION_HEADER) === solution }),
    }),
  );
  app.post('/auth/call/check', checkCallCode(calls));
  app.post('/payments/check', checkCallCode(calls, { purpose: 'payment' }));
  app.get('/auth/call/status', callStatus(calls));
  app.use(CALLBACKS, callWebhooks(calls));
  const tellError: ErrorRequestHandler = (error: unknown, _req, res, _next) => {
    process.stderr.write(`the shop met ${error instanceof Error ? (error.stack ?? error.name) : typeof error}\n`);
    res.status(500).end();
  };
  app.use(tellError);
  // On a busy machine a connection may rest for long, and must not be closed under the client's next request.
  const server = createServer({ keepAliveTimeout: 600_000 }, app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  simulator.connect(calls, `http://127.0.0.1:${port}${CALLBACKS}`, { print: false });
  const http = createHttpClient(port);

  const world: World = {
    setup,
    time,
    http,
    simulator,
    ledger,
    records,
    events,
    callbackPath: CALLBACKS + calls.webhookPath('mcn'),
    client(options) {
      const beforeStart = (phone: string): void => {
        simulator.telephone(phone).mood = moods.get(phone) ?? 'does_not_answer';
      };
      return createClient({ http, ledger, beforeStart, solution, onSecret }, options);
    },
    setMood: (phone, mood) => void moods.set(phone, mood),
    async readCode(phone, kind) {
      await watch.settled();
      const telephone = simulator.telephone(phone);
      return (kind === 'flash_call' ? telephone.shown?.slice(-4) : telephone.heard) ?? '';
    },
    chance: (stream) => createChance(seed, stream),
    run: () => time.run(watch.settled),
    async close() {
      http.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await calls.close();
      await simulator.close();
    },
  };
  return world;
}

/** As the proxy in front sees it. */
function addressOf(req: Request): string {
  return req.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
}
