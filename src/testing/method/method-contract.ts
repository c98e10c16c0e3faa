/** Runs the contract of `CallMethod` on any method, under any test runner that has `describe` and `it`. */
import { answerCases } from './answer-cases.js';
import { connectionCases } from './connection-cases.js';
import { createTrial } from './create-trial.js';
import { fetchCases } from './fetch-cases.js';
import type { MethodCase } from './method-case.js';
import type { CreateMethod, MethodContractOptions } from './method-contract-options.js';
import { reasonCases } from './reason-cases.js';
import { successCases } from './success-cases.js';
import { timeCases } from './time-cases.js';
import { traitCases } from './trait-cases.js';

const CASES: readonly MethodCase[] = [
  ...traitCases,
  ...successCases,
  ...connectionCases,
  ...timeCases,
  ...answerCases,
  ...reasonCases,
  ...fetchCases,
];

/**
 * Defines a suite that holds a method to every sentence of `CallMethod`. Nothing leaves the machine: the provider is a server on
 * 127.0.0.1, which refuses, hangs, breaks off and talks nonsense.
 *
 * ```ts
 * import { describe, it } from 'node:test';
 * methodContract('my method', ({ baseUrl, timeoutMs }) => createMyMethod({ apiUrl: baseUrl, timeoutMs, key: 'test-key' }), {
 *   describe,
 *   it,
 *   success: (request, { id }) => ({ body: { ok: true, id } }),
 *   secrets: ['test-key'],
 * });
 * ```
 */
export function methodContract(name: string, createMethod: CreateMethod, options: MethodContractOptions): void {
  const isHttp = options.success !== undefined;
  const fits = ({ isAboutHttp, needsRefusal }: MethodCase): boolean =>
    (isHttp || isAboutHttp !== true) && (needsRefusal !== true || options.refusal !== undefined);
  options.describe(`${name} keeps the contract of a method`, () => {
    for (const each of CASES.filter(fits)) {
      options.it(each.name, async () => {
        const trial = createTrial(createMethod, options);
        try {
          await each.run(trial);
        } finally {
          await trial.close();
        }
      });
    }
  });
}
