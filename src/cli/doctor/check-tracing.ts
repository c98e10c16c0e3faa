/** Whether what records the addresses of requests would record numbers and codes. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Check, findingsOf, methodsOf } from './finding.js';

const { ok, warning } = findingsOf('tracing');

/** They record the addresses of all requests that `fetch` sends, or bring one that does. */
const RECORDERS = [
  '@opentelemetry/instrumentation-undici',
  '@opentelemetry/instrumentation-http',
  '@opentelemetry/auto-instrumentations-node',
] as const;

/** What `untraced` of `express-call-verification/opentelemetry` leaves on a `fetch`. */
const UNTRACED = Symbol.for('express-call-verification.untraced');

export const checkTracing: Check = {
  check: 'tracing',
  withinMs: 2000,
  run(patient) {
    const telling = methodsOf(patient).filter(({ hasSecretUrls }) => hasSecretUrls === true);
    const [recorder] = RECORDERS.filter((name) => isInstalled(name, patient.folder));
    if (telling.length === 0 || recorder === undefined) return [];
    const { fetch } = patient.options;
    if (typeof fetch === 'function' && Reflect.get(fetch, UNTRACED) === true) {
      return [ok(`${recorder} is installed, and does not see the requests to the providers.`)];
    }
    return [
      warning(
        `${recorder} is installed. It records the addresses of requests, and those of ${telling.map(({ id }) => id).join(', ')} hold number and code.`,
        'Give createCallVerification the option fetch: untraced(fetch), with untraced from express-call-verification/opentelemetry.',
      ),
    ];
  },
};

/** As the host would find it. */
function isInstalled(name: string, folder: string): boolean {
  const { resolve } = createRequire(join(folder, 'doctor.js'));
  try {
    resolve(name);
    return true;
  } catch (error) {
    // It is there, but is not meant for `require`.
    return (error as NodeJS.ErrnoException).code === 'ERR_PACKAGE_PATH_NOT_EXPORTED';
  }
}
