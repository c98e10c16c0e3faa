/** Where a service writes what it learns from a callback: its own code says so, on a store that keeps nothing. */
import type { CallVerificationOptions, CallVerificationStore } from '../../index.js';
import type { SelfSentCallback } from './send-callback.js';
import { silentOptions } from './silent-options.js';

/** @returns the key of the store; `undefined` if the callback is not understood */
export async function takenBy(
  options: Partial<CallVerificationOptions>,
  provider: string,
  { headers, body }: SelfSentCallback,
): Promise<string | undefined> {
  const { createCallVerification } = await import('../../index.js');
  const asked: string[] = [];
  const store: CallVerificationStore = {
    get: async (key) => void asked.push(key) as undefined,
    put: async () => true,
    delete: async () => undefined,
    count: async () => 0,
  };
  const calls = createCallVerification({ ...silentOptions(options as CallVerificationOptions), store });
  await calls.report(provider, { method: 'POST', headers, query: {}, body });
  await calls.close();
  return asked[0];
}
