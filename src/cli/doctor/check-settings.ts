/** Settings that fit, and are wrong all the same: what is for development only, no budget, and reports that never come. */
import { isLoopback } from '../../contract/loopback.js';
import { type Check, findingsOf, methodsOf, type Patient } from './finding.js';

/** The methods whose calls go to this machine: to a simulator. */
function simulatedMethods(patient: Patient): readonly string[] {
  return methodsOf(patient).flatMap(({ id, apiUrl }) =>
    apiUrl !== undefined && URL.canParse(apiUrl) && isLoopback(new URL(apiUrl).hostname) ? [id] : [],
  );
}

export const checkProduction: Check = {
  check: 'production',
  withinMs: 1000,
  run(patient) {
    const { ok, warning, problem } = findingsOf('production');
    const { options, isProduction } = patient;
    const worse = isProduction ? problem : warning;
    const findings = [];
    const simulated = simulatedMethods(patient);
    if (simulated.length > 0) {
      findings.push(
        worse(
          `Calls of ${simulated.join(', ')} go to this machine: no telephone rings.`,
          'For real people, leave out apiUrl and paidMethodsUrl, and give the keys of your account.',
        ),
      );
    }
    // In production both throw, unless test numbers have an end.
    if (options.development === true) {
      findings.push(
        worse(
          'The option "development" is on: limits of calls are relaxed, and answers say which limit refused them.',
          'Write development: process.env.NODE_ENV !== "production".',
        ),
      );
    }
    if (Object.keys(options.testNumbers ?? {}).length > 0) {
      findings.push(
        warning(
          'There are test numbers: whoever knows one and its code gets a token, which says "test".',
          'Remove them before real people come, or let them end soon.',
        ),
      );
    }
    if (findings.length > 0) return findings;
    return [
      isProduction
        ? ok('Nothing is set that is for development only.')
        : ok('Nothing is set that is for development only. NODE_ENV is not "production", so look again with it.'),
    ];
  },
};

export const checkBudget: Check = {
  check: 'budget',
  withinMs: 1000,
  run({ options }) {
    const { ok, warning } = findingsOf('budget');
    const { callsPerDay, callsPerHour } = options.limits ?? {};
    const isSet = callsPerDay !== undefined || callsPerHour !== undefined || Object.keys(options.budgets ?? {}).length > 0;
    if (isSet) return [ok('What calls may cost is limited.')];
    return [
      warning(
        'No budget is set, so an attacker that pumps calls can spend any amount of your money.',
        'Set "limits.callsPerDay", or "budgets": what you are willing to lose in a day.',
      ),
    ];
  },
};

/** That no report ever comes, the package refuses by itself. */
export const checkReports: Check = {
  check: 'reports',
  withinMs: 1000,
  run(patient) {
    const { ok, warning } = findingsOf('reports');
    const { requireCallReport = false } = patient.options;
    if (requireCallReport === false) return [];
    const assumed = methodsOf(patient).filter(({ codeReach, reports }) => codeReach !== 'text' && reports !== 'documented');
    if (assumed.length === 0) return [ok('All calls are reported, as requireCallReport needs it.')];
    return [
      warning(
        `requireCallReport waits for reports about ${assumed.map(({ id }) => id).join(', ')}, which no document of the provider promises. If none come, no code of these calls is accepted.`,
        'Leave out these methods or requireCallReport, or set requireCallReport: { onTimeout: "accept" }. Call yourself, and look for the event call.reported.',
      ),
    ];
  },
};
