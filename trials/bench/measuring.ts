/** Processor time and rates, what stands in for a provider, and numbers and addresses of clients. */
import { readdirSync, readFileSync } from 'node:fs';

export interface Measured {
  readonly perSecond: number;
  /** Of this process, for one piece of work. */
  readonly cpuMicros: number;
  /** Of the server's processes, for one piece of work. */
  readonly serverCpuMicros: number | undefined;
}

/** The first rounds compile the code, and other programs disturb some: the one that used the least is told. */
const ROUNDS = 3;

/** Runs `work` so many times, `concurrency` of them side by side, with 1, 2, … */
export async function measure(
  times: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
  serverPid?: number,
): Promise<Measured> {
  const rounds: Measured[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const first = Math.floor((times * round) / ROUNDS) + 1;
    const last = Math.floor((times * (round + 1)) / ROUNDS);
    rounds.push(await measureRound(first, last, concurrency, work, serverPid));
  }
  return rounds.reduce((best, each) => (each.cpuMicros < best.cpuMicros ? each : best));
}

async function measureRound(
  first: number,
  last: number,
  concurrency: number,
  work: (index: number) => Promise<unknown>,
  serverPid: number | undefined,
): Promise<Measured> {
  let next = first;
  const run = async (): Promise<void> => {
    while (next <= last) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  const times = last - first + 1;
  const serverBefore = cpuMicrosOf(serverPid);
  const before = process.cpuUsage();
  const began = performance.now();
  await Promise.all(Array.from({ length: concurrency }, run));
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(before);
  const serverAfter = cpuMicrosOf(serverPid);
  return {
    perSecond: times / seconds,
    cpuMicros: (user + system) / times,
    serverCpuMicros: serverAfter === undefined || serverBefore === undefined ? undefined : (serverAfter - serverBefore) / times,
  };
}

/** Linux counts in hundredths of a second. */
const TICK_MICROS = 10_000;

/** What a process and its children have used. */
export function cpuMicrosOf(pid: number | undefined): number | undefined {
  if (pid === undefined) return undefined;
  const processes = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? [statOf(Number(name))] : []));
  const own = processes.filter((each) => each !== undefined && (each.pid === pid || each.parent === pid));
  return own.reduce((sum, each) => sum + (each?.ticks ?? 0) * TICK_MICROS, 0);
}

function statOf(pid: number): { pid: number; parent: number; ticks: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in parentheses may hold anything.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    return { pid, parent: fields[1] ?? 0, ticks: (fields[11] ?? 0) + (fields[12] ?? 0) };
  } catch {
    return undefined;
  }
}

/** Answers as MCN does, at once and without a network, and tells the code and id of each call. */
export function createProviderInMemory(): { readonly fetch: typeof fetch; take(phone: string): { code: string; callId: string } } {
  const calls = new Map<string, { code: string; callId: string }>();
  let last = 0;
  return {
    fetch: async (input) => {
      const query = new URL(String(input)).searchParams;
      last += 1;
      const call = { code: query.get('code') ?? '', callId: `${String(last).padStart(12, '0')}_117793` };
      calls.set(query.get('login_did') ?? '', call);
      const object = { login_did: query.get('login_did'), code: call.code, account_id: '1', verification_call_uuid: call.callId };
      return Response.json({ status: 'success', code: 200, object });
    },
    take(phone) {
      const call = calls.get(phone.slice(1));
      if (call === undefined) throw new Error('no call was placed');
      calls.delete(phone.slice(1));
      return call;
    },
  };
}

const PREFIXES = 10_000;

/** Numbers that follow one another have different prefixes, as people's have, so that no breaker takes them for a pumper's. */
export function phoneOf(index: number): string {
  const digits = (number: number): string => String(number).padStart(4, '0');
  return `+791${digits(index % PREFIXES)}${digits(Math.floor(index / PREFIXES))}`;
}

/** Each client has a network of its own, as behind a proxy. */
export const addressOf = (index: number): string => `10.${(index >> 16) % 256}.${(index >> 8) % 256}.${index % 256}`;
