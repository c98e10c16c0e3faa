/** What each request asks of the store, and what a number leaves there. */
import { randomBytes } from 'node:crypto';
import { type CallVerificationStore, createMemoryStore } from '../../../src/index.js';
import { createBenchCalls, provider, reportOf } from '../bench-calls.js';
import { addressOf, phoneOf } from '../measuring.js';
import { printHead, printRow } from '../output.js';

interface Operation {
  /** A `look` is a count of 0, which only reads. */
  readonly verb: 'get' | 'put' | 'delete' | 'count' | 'look';
  /** The key's first letter: `n` for numbers, `c` for calls, `p` for prefixes, `s` for statistics, … */
  readonly kind: string;
  /** Of key and values. */
  readonly bytes: number;
}

interface NotingStore extends CallVerificationStore {
  /** What was asked since the last time. */
  take(): readonly Operation[];
  /** Bytes of the number's entry that was put last, with its key. */
  readonly lastEntryBytes: number;
}

function createNotingStore(): NotingStore {
  const memory = createMemoryStore();
  let noted: Operation[] = [];
  let lastEntryBytes = 0;
  const note = (verb: Operation['verb'], key: string, ...values: (string | null | undefined)[]): void => {
    const bytes = values.reduce((sum, value) => sum + (value?.length ?? 0), key.length);
    noted.push({ verb, kind: key.slice(0, key.indexOf(':')), bytes });
  };
  return {
    take() {
      const taken = noted;
      noted = [];
      return taken;
    },
    get lastEntryBytes() {
      return lastEntryBytes;
    },
    async get(key) {
      const value = await memory.get(key);
      note('get', key, value);
      return value;
    },
    put(key, value, options) {
      note('put', key, value, options.expected);
      if (key.startsWith('n:')) lastEntryBytes = key.length + value.length;
      return memory.put(key, value, options);
    },
    delete(key) {
      note('delete', key);
      return memory.delete(key);
    },
    count(key, amount, options) {
      note(amount === 0 ? 'look' : 'count', key);
      return memory.count(key, amount, options);
    },
  };
}

/** `2 get n`, for each verb and kind, in order of appearance. */
function summarise(operations: readonly Operation[]): string {
  const times = new Map<string, number>();
  for (const { verb, kind } of operations) times.set(`${verb} ${kind}`, (times.get(`${verb} ${kind}`) ?? 0) + 1);
  return [...times].map(([name, count]) => (count === 1 ? name : `${count} ${name}`)).join(', ');
}

const isOfStatistics = ({ verb, kind }: Operation): boolean => verb === 'look' && kind === 's';

/**
 * Each request's operations, apart from what a process looks up once a second at most; then the sizes of entries.
 */
export async function printOperations(): Promise<void> {
  const store = createNotingStore();
  const calls = createBenchCalls(store);
  const act = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    const result = await work();
    // What follows the answer belongs to it.
    await new Promise((resolve) => setTimeout(resolve, 30));
    const all = store.take();
    const own = all.filter((each) => !isOfStatistics(each));
    const bytes = own.reduce((sum, each) => sum + each.bytes, 0);
    printRow(name, own.length, bytes, summarise(own), all.length - own.length);
    return result;
  };
  const newKey = (): string => randomBytes(16).toString('base64url');
  const ip = addressOf(1);

  printHead('request', 'operations', 'bytes', 'of which', 'looks at statistics');
  await act("start, a process's first", () => calls.start({ phone: phoneOf(1), ip }));
  const phone = phoneOf(2);
  const started = await act('start', () => calls.start({ phone, ip }));
  const verificationId = started.ok ? started.verificationId : '';
  const openBytes = store.lastEntryBytes;
  const { code, callId } = provider.take(phone);
  await act('callback, the first of 15 minutes', () => calls.report('mcn', reportOf(callId)));
  await act('callback, the same again', () => calls.report('mcn', reportOf(callId)));
  await act('status', () => calls.status({ verificationId }));
  const wrong = code === '0000' ? '1111' : '0000';
  await act("check, wrong, a process's first", () => calls.check({ verificationId, code: wrong, ip }));
  await act('check, wrong', () => calls.check({ verificationId, code: wrong, ip }));
  await act('check, right', () => calls.check({ verificationId, code, ip }));

  const keyed = { phone: phoneOf(3), ip, idempotencyKey: newKey() };
  const startedByKey = await act('start with Idempotency-Key', () => calls.start(keyed));
  await act('start, repeated', () => calls.start(keyed));
  const second = provider.take(keyed.phone);
  const check = {
    verificationId: startedByKey.ok ? startedByKey.verificationId : '',
    code: second.code,
    ip,
    idempotencyKey: newKey(),
  };
  await act('callback', () => calls.report('mcn', reportOf(second.callId)));
  await act('check with Idempotency-Key, right', () => calls.check(check));
  const keyedBytes = store.lastEntryBytes;

  // Without the wrong codes of above.
  const third = phoneOf(4);
  const plain = await calls.start({ phone: third, ip });
  await calls.check({ verificationId: plain.ok ? plain.verificationId : '', code: provider.take(third).code, ip });
  printHead('what a number leaves, key and value', 'bytes');
  printRow('called', openBytes);
  printRow('verified', store.lastEntryBytes);
  printRow('verified under an Idempotency-Key', keyedBytes);
}
