/** Runs the contract of a method outside of the test runner, and tells which of its sentences are broken. */
import { AssertionError } from 'node:assert';
import { type CreateMethod, type MethodContractOptions, methodContract } from 'express-call-verification/testing';
import { KEY, refusal, success } from './sound-method.js';

export interface Test {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** The tests of the contract, or some of them. */
export function testsOf(create: CreateMethod, options: Partial<MethodContractOptions> = {}, sentence = /./): readonly Test[] {
  const tests: Test[] = [];
  methodContract('a method', create, {
    describe: (_, suite) => suite(),
    it: (name, run) => tests.push({ name, run }),
    success,
    refusal,
    secrets: [KEY],
    // A method that never ends is waited for so long.
    marginMs: 1000,
    ...options,
  });
  return tests.filter(({ name }) => sentence.test(name));
}

/** The sentences that the method breaks. Anything but a failed assertion is a fault of the contract. */
export async function brokenSentences(tests: readonly Test[]): Promise<string[]> {
  const settled = await Promise.allSettled(tests.map(({ run }) => run()));
  return settled.flatMap((each, index) => {
    if (each.status === 'fulfilled') return [];
    if (!(each.reason instanceof AssertionError)) throw each.reason;
    return [tests[index]?.name ?? ''];
  });
}
