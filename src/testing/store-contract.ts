/** Runs the contract of `CallVerificationStore` on any store, under any test runner that has `describe` and `it`. */
import type { CallVerificationStore } from '../ports/store.js';
import { clockCases } from './clock-cases.js';
import type { ContractCase, StoreTime } from './contract-case.js';
import { counterCases } from './counter-cases.js';
import { expiryCases } from './expiry-cases.js';
import { hostileCases } from './hostile-cases.js';
import { raceCases } from './race-cases.js';
import { restartCases } from './restart-cases.js';
import { textCases } from './text-cases.js';
import { valueCases } from './value-cases.js';

/** Makes an empty store: with its own prefix, table, or server. Called once for each test. */
export type CreateStore = () => CallVerificationStore | Promise<CallVerificationStore>;

/** The test functions of vitest, Jest, `node:test` or any runner like them. */
export interface StoreContractOptions {
  /** Defines a suite. */
  readonly describe: (name: string, suite: () => void) => unknown;
  /** Defines a test. */
  readonly it: (name: string, test: () => Promise<void>) => unknown;
  /** The present time of the store, in milliseconds since the epoch. @default Date.now */
  readonly clock?: (() => number) | undefined;
  /** Moves that clock forward, so that no test waits. @default waits: about four seconds in all */
  readonly advance?: ((milliseconds: number) => unknown) | undefined;
  /** Restarts the server behind the store, so that connections are lost; resolves when it runs again. @default those cases are left out */
  readonly restart?: (() => Promise<unknown>) | undefined;
  /** Whether written data must survive that. @default true */
  readonly keepsOverRestart?: boolean | undefined;
}

const CASES: readonly ContractCase[] = [
  ...valueCases,
  ...counterCases,
  ...expiryCases,
  ...textCases,
  ...hostileCases,
  ...raceCases,
  ...clockCases,
];

/**
 * Defines a suite that holds a store to every sentence of `CallVerificationStore`.
 *
 * ```ts
 * import { describe, it } from 'node:test';
 * storeContract('my store', () => createMyStore({ prefix: randomUUID() }), { describe, it });
 * ```
 *
 * Each test closes its store, if the store has `close`.
 */
export function storeContract(name: string, createStore: CreateStore, options: StoreContractOptions): void {
  const { describe, it, clock = Date.now, advance = wait, restart, keepsOverRestart = true } = options;
  const time: StoreTime = {
    now: clock,
    pass: async (milliseconds) => {
      await advance(milliseconds);
    },
  };
  describe(`${name} keeps the contract of a store`, () => {
    const cases = restart === undefined ? CASES : [...CASES, ...restartCases(restart, keepsOverRestart)];
    for (const each of cases) {
      it(each.name, async () => {
        const store = await createStore();
        try {
          await each.run(store, time);
        } finally {
          await store.close?.();
        }
      });
    }
  });
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
