/** Methods that only pretend to dial, for attempts that the host's policy wants as decoys. */
import type { CallMethod } from '../../ports/method.js';
import type { Engine } from '../engine.js';

/**
 * To the client, and to the rules of the next call, it is the same method. It answers after the time of a real call, with a call id that
 * does not exist. It carries no code that a check can hit; see `start-codes`.
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
