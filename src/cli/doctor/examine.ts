/** Examines a configuration: all checks side by side, each with a deadline. */
import type { CallVerification, CallVerificationOptions } from '../../index.js';
import { callbackSetups } from './callback-setup.js';
import { checkHosts } from './check-hosts.js';
import { checkPublicUrl } from './check-public-url.js';
import { checkSecrets } from './check-secrets.js';
import { checkBudget, checkProduction, checkReports } from './check-settings.js';
import { checkStore } from './check-store.js';
import { checkTracing } from './check-tracing.js';
import { checkTrustProxy } from './check-trust-proxy.js';
import {
  CHECKED,
  type Check,
  type Finding,
  findingsOf,
  isFinding,
  methodsOf,
  type NotChecked,
  type Patient,
  type Report,
} from './finding.js';
import { keepOwnWarnings, type OwnWarnings } from './own-warnings.js';
import { silentOptions } from './silent-options.js';
import { TooLate, within } from './within.js';

const CHECKS: readonly Check[] = [
  checkSecrets,
  checkProduction,
  checkBudget,
  checkReports,
  checkStore,
  checkHosts,
  checkTracing,
  checkTrustProxy,
  checkPublicUrl,
];

/** A configuration as it was loaded, and what belongs to it. */
export type Examined = Omit<Patient, 'calls' | 'isProduction'>;

const options = findingsOf('options');

/** @param loading the warnings since the configuration is being loaded; it releases them */
export async function examine(examined: Examined, loading: OwnWarnings = keepOwnWarnings()): Promise<Report> {
  try {
    const { calls, findings } = await openService(examined);
    const patient: Patient = { ...examined, calls, isProduction: process.env['NODE_ENV'] === 'production' };
    // Those that come later are about what the checks find themselves.
    const warnings = loading.take().flatMap(findingOfWarning);
    const results = await Promise.all(CHECKS.map((check) => runCheck(check, patient)));
    const all = [...findings, ...warnings, ...results.flat()];
    const callbacks = callbackSetups(patient);
    await calls?.close();
    return {
      findings: inOrder(all.filter(isFinding)),
      notChecked: inOrder(all.filter((each): each is NotChecked => !isFinding(each))),
      callbacks,
    };
  } finally {
    loading.release();
  }
}

function inOrder<T extends Finding | NotChecked>(all: readonly T[]): readonly T[] {
  return all.toSorted((a, b) => CHECKED.indexOf(a.check) - CHECKED.indexOf(b.check));
}

/** The service, which is made to see whether it can be made. The host's own functions are never called. */
async function openService(examined: Examined): Promise<{ readonly calls?: CallVerification; readonly findings: readonly Finding[] }> {
  const { createCallVerification } = await import('../../index.js');
  const given = examined.options as CallVerificationOptions;
  try {
    const calls = createCallVerification(silentOptions(given));
    const ids = methodsOf({ ...examined, isProduction: false }).map(({ id }) => id);
    return { calls, findings: [options.ok(`The options fit. Methods: ${ids.join(', ')}.`)] };
  } catch (error) {
    return { findings: [findingOfError(error)] };
  }
}

const CONFIGURATION_ERROR = 'ERR_CALL_VERIFICATION_CONFIGURATION';

/** Also of another copy of the package. */
export function isConfigurationError(error: unknown): error is Error {
  return error instanceof Error && (error as { code?: unknown }).code === CONFIGURATION_ERROR;
}

/** Its text names the option and quotes no secret. */
export function findingOfError(error: unknown): Finding {
  if (!isConfigurationError(error)) throw error;
  return options.problem(endSentence(error.message), 'Mend this option: docs/reference/options.md.');
}

/** What stores say of a client or a pool. All else is said by checks. */
function findingOfWarning(text: string): readonly Finding[] {
  const [, found, advice] = /^create\w+Store: (.*?[.]) ((?:Make|Set) .*)$/s.exec(text) ?? [];
  if (found === undefined || advice === undefined) return [];
  return [findingsOf('store').warning(found.charAt(0).toUpperCase() + found.slice(1), advice)];
}

async function runCheck(check: Check, patient: Patient): Promise<readonly (Finding | NotChecked)[]> {
  const { problem } = findingsOf(check.check);
  try {
    return await within(check.withinMs, (signal) => check.run(patient, signal));
  } catch (error) {
    if (error instanceof TooLate) {
      return [
        problem(`This could not be looked at within ${check.withinMs / 1000} seconds.`, 'Look whether the network or the store hangs.'),
      ];
    }
    const { name } = Object(error) as { name?: unknown };
    return [
      problem(`This could not be looked at: ${typeof name === 'string' ? name : 'an error'}.`, 'Look at the configuration, and try again.'),
    ];
  }
}

function endSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
