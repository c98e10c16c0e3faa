/** Methods that only pretend to dial, for attempts that the host's policy has called decoys. */
import type { CallMethod } from '../../ports/method.js';
import type { Engine } from '../engine.js';

/**
 * The same method to the client, and to the rules of the next call. It takes the time of a real call to answer, and tells
 * a call's id that nobody knows. What it carries is no code, as `start-codes` says.
 */
export function pretended(method: CallMethod, { records, watches }: Pick<Engine, 'records' | 'watches'>): CallMethod {
  return {
    ...method,
    isDecoy: true,
    async place() {
      await new Promise((resolve) => setTimeout(resolve, watches.usualDelayMs(method)));
      return { status: 'placed', callId: records.newBits() };
    },
  };
}
