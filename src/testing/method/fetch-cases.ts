/** What becomes of a call when the host's own `fetch` misbehaves. A method that does not use it passes. */

import { assertUncertain } from './check-result.js';
import type { MethodCase } from './method-case.js';
import { write } from './stand-in.js';

const SHORT_MS = 150;

/** Whatever a host's `fetch` has done, the request may have gone. */
const BAD_FETCHES: Readonly<Record<string, () => unknown>> = {
  'throws at once': () => {
    throw new Error('a fetch that throws at once');
  },
  'rejects with nothing': () => Promise.reject(undefined),
  'gives nothing': () => Promise.resolve(undefined),
  'gives what is no answer': () => Promise.resolve(Response.error()),
  'never ends, and does not heed its signal': () => new Promise(() => undefined),
};

export const fetchCases: readonly MethodCase[] = Object.entries(BAD_FETCHES).map(([words, run]) => ({
  name: `a fetch of the host's that ${words} is survived, and uncertain`,
  isAboutHttp: true,
  async run(trial) {
    const standIn = await trial.open({ request: ({ request, response }) => write(response, trial.success(request)) });
    let isCalled = false;
    const fetch = (): Promise<Response> => {
      isCalled = true;
      return run() as Promise<Response>;
    };
    const { result } = await trial.place(await trial.make(standIn, SHORT_MS), standIn, { fetch });
    // With another fetch of its own, it has asked the stand-in.
    if (isCalled && !trial.hasOtherRequests) assertUncertain(result, 'a failure that proves nothing');
  },
}));
