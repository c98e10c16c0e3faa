/** Measures what a verification asks of its store, and what the stores and this process make of it: `npm run bench`. */
import { randomBytes } from 'node:crypto';
import { type CallVerification, type CallVerificationStore, createCallVerification, createMcn, createMemoryStore } from '../src/index.js';
import { createProviderInMemory, measure, phoneOf, printRow } from './measuring.js';
import { OPEN_STORES } from './open-stores.js';

const TIMES = Number(process.argv[2] ?? 3000);
const CONCURRENCY = 64;
const DAY = 86_400_000;

const provider = createProviderInMemory();

function createCalls(store: CallVerificationStore): CallVerification {
  const mcn = createMcn({ token: 'token-of-the-bench', accountId: '1' });
  return createCallVerification({
    secret: randomBytes(32).toString('base64'),
    countries: ['RU'],
    methods: [mcn.flashCall()],
    limits: { callsPerDay: 1_000_000_000 },
    store,
    fetch: provider.fetch,
  });
}

const webhook = (callId: string) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  query: {},
  body: { verification_call_uuid: callId, q931_status: 16, final_status: 'ANSWER' },
});

/** Each verb, and the bytes of its key and values, in the order of one verification. */
async function printOperations(): Promise<void> {
  const memory = createMemoryStore();
  let step = '';
  const told: string[] = [];
  const note = (verb: string, key: string, ...values: (string | null)[]): void => {
    const bytes = values.reduce((sum, value) => sum + (value?.length ?? 0), key.length);
    told.push(`${verb} ${key.slice(0, 2)} (${bytes} bytes)`);
  };
  const calls = createCalls({
    async get(key) {
      const value = await memory.get(key);
      note('get', key, value ?? null);
      return value;
    },
    put(key, value, options) {
      note('put', key, value, options.expected);
      return memory.put(key, value, options);
    },
    delete: (key) => memory.delete(key),
    count(key, amount, options) {
      note('count', key);
      return memory.count(key, amount, options);
    },
  });
  const act = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    step = name;
    const result = await work();
    // What follows the answer belongs to it.
    await new Promise((resolve) => setTimeout(resolve, 20));
    printRow(step, told.length, told.join(', '));
    told.length = 0;
    return result;
  };
  const phone = phoneOf(0);
  const started = await act('start', () => calls.start({ phone, ip: '203.0.113.1' }));
  const verificationId = started.ok ? started.verificationId : '';
  const { code, callId } = provider.take(phone);
  await act('report', () => calls.report('mcn', webhook(callId)));
  await act('status', () => calls.status({ verificationId }));
  const wrong = code === '0000' ? '1111' : '0000';
  await act('check, wrong', () => calls.check({ verificationId, code: wrong, ip: '203.0.113.1' }));
  await act('check, right', () => calls.check({ verificationId, code, ip: '203.0.113.1' }));
}

/** Start, report and right check of as many numbers. */
async function printVerifications(name: string, store: CallVerificationStore, serverPid: number | undefined): Promise<void> {
  const calls = createCalls(store);
  const ids = new Map<number, string>();
  const codes = new Map<number, ReturnType<typeof provider.take>>();
  const steps: readonly (readonly [string, (index: number) => Promise<unknown>])[] = [
    [
      'start',
      async (index) => {
        const started = await calls.start({ phone: phoneOf(index), ip: '203.0.113.1' });
        if (!started.ok) throw new Error(started.code);
        ids.set(index, started.verificationId);
        codes.set(index, provider.take(phoneOf(index)));
      },
    ],
    ['report', (index) => calls.report('mcn', webhook(codes.get(index)?.callId ?? ''))],
    [
      'check',
      async (index) => {
        const checked = await calls.check({ verificationId: ids.get(index) ?? '', code: codes.get(index)?.code ?? '' });
        if (!checked.ok) throw new Error(checked.code);
      },
    ],
  ];
  for (const [step, work] of steps) {
    const { perSecond, cpuMicros, serverCpuMicros } = await measure(TIMES, CONCURRENCY, work, serverPid);
    printRow(name, step, perSecond, cpuMicros, serverCpuMicros ?? '–');
  }
}

async function printVerbs(name: string, store: CallVerificationStore, serverPid: number | undefined): Promise<void> {
  // As large as an entry with one verification in it.
  const value = randomBytes(700).toString('base64url');
  const expiresAt = Date.now() + DAY;
  const verbs: readonly (readonly [string, (index: number) => Promise<unknown>])[] = [
    ['put (new)', (index) => store.put(`key ${index}`, value, { expected: null, expiresAt })],
    ['get', (index) => store.get(`key ${index}`)],
    ['put (over)', (index) => store.put(`key ${index}`, `${value}.`, { expected: value, expiresAt })],
    ['count, one key', () => store.count('counter', 1, { expiresAt })],
  ];
  for (const [verb, work] of verbs) {
    const { perSecond, cpuMicros, serverCpuMicros } = await measure(TIMES, CONCURRENCY, work, serverPid);
    printRow(name, verb, perSecond, cpuMicros, serverCpuMicros ?? '–');
  }
}

printRow('request', 'operations', 'of which');
await printOperations();
printRow('store', 'request or verb', 'per second', 'µs of this process', 'µs of the server');
for (const open of OPEN_STORES) {
  const { name, store, serverPid, close } = await open();
  // The first ones compile the code.
  await measure(500, CONCURRENCY, (index) => store.put(`warm ${index}`, 'value', { expected: null, expiresAt: Date.now() + DAY }));
  await printVerifications(name, store, serverPid);
  await printVerbs(name, store, serverPid);
  await close();
}
