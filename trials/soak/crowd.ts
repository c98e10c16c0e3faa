/** Many people at once: so many come in a second until all go home. */
import type { ProviderSimulator } from '../../src/simulator/index.js';
import { phoneOf } from '../bench/measuring.js';
import { createBrowser } from './browser.js';
import type { LoadSecond, StartSeen } from './messages.js';
import { type VisitContext, visit } from './visit.js';

export interface Crowd {
  setRate(perSecond: number): void;
  /** What was since the last call. */
  read(): Omit<LoadSecond, 'type' | 'at'>;
  /** All go home at once: every connection is closed. */
  leave(): void;
}

/** Gives numbers that were never here. */
export interface Numbers {
  last: number;
}

const TICK_MS = 50;
/** More are not let in, so that a server that hangs does not fill this process. */
const MOST_VISITORS = 4000;
/** Somebody comes back with a number and from an address that were here. */
const RETURNING_SHARE = 0.05;
const RECENT = 500;

export function createCrowd(port: number, simulator: ProviderSimulator, numbers: Numbers): Crowd {
  const browser = createBrowser(port);
  const leaving = new Set<() => void>();
  let isOpen = true;
  let perSecond = 0;
  let visitors = 0;
  let waiting = 0;
  let [begun, turnedAway] = [0, 0];
  let starts: StartSeen[] = [];
  let checksMs: number[] = [];
  let answers: Record<string, number> = {};

  const context: VisitContext = {
    browser: {
      ...browser,
      async ask(asking) {
        waiting += 1;
        try {
          return await browser.ask(asking);
        } finally {
          waiting -= 1;
        }
      },
    },
    simulator,
    isOpen: () => isOpen,
    seen(what, { status, ms }, begunAt) {
      const name = `${what} ${status === 0 ? 'lost' : status}`;
      answers[name] = (answers[name] ?? 0) + 1;
      if (what === 'start') starts.push({ begunAt, ms, status });
      if (what === 'check') checksMs.push(ms);
    },
    pause(milliseconds) {
      if (!isOpen) return Promise.resolve();
      return new Promise((resolve) => {
        const done = (): void => {
          clearTimeout(timer);
          leaving.delete(done);
          resolve();
        };
        const timer = setTimeout(done, milliseconds);
        leaving.add(done);
      });
    },
  };

  /** Each number has a prefix and a network of its own as far as there are enough, as people's have. */
  const letIn = async (): Promise<void> => {
    const isReturning = numbers.last > RECENT && Math.random() < RETURNING_SHARE;
    if (!isReturning) numbers.last += 1;
    const index = isReturning ? numbers.last - Math.floor(Math.random() * RECENT) : numbers.last;
    begun += 1;
    visitors += 1;
    await visit(context, phoneOf(index), `10.${(index >> 16) % 256}.${(index >> 8) % 256}.${index % 256}`);
    visitors -= 1;
  };

  let due = 0;
  const arrivals = setInterval(() => {
    due += (perSecond * TICK_MS) / 1000;
    for (; due >= 1; due -= 1) {
      if (visitors < MOST_VISITORS) void letIn();
      else turnedAway += 1;
    }
  }, TICK_MS);

  return {
    setRate(next) {
      perSecond = next;
    },
    read() {
      const second = { begun, turnedAway, starts, checksMs, answers, waiting };
      [begun, turnedAway, starts, checksMs, answers] = [0, 0, [], [], {}];
      return second;
    },
    leave() {
      isOpen = false;
      clearInterval(arrivals);
      for (const done of [...leaving]) done();
      browser.close();
    },
  };
}
