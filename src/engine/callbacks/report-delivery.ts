/** Takes what a sender's service has told the host about a message. */
import { hintAtName } from '../../contract/nearest-name.js';
import type { Problem } from '../../contract/problems.js';
import { callbackChannel, traced } from '../../ports/channels.js';
import type { Engine } from '../engine.js';
import type { ParsedDelivery } from '../input.js';
import { takeReport } from './report.js';

/** The report was taken, whether its message is known or not. */
export interface DeliveryReported {
  /** Distinguishes it from a problem. */
  readonly ok: true;
}

/**
 * A delivered message needs no report: it was good from the moment it was accepted. One that never came is as dead as a failed call.
 * A report that comes before its message is known is kept for a while, like any other.
 */
export async function reportDelivery(engine: Engine, { sender, id, outcome }: ParsedDelivery): Promise<DeliveryReported | Problem> {
  const names = engine.methods.flatMap(({ provider }) => (engine.providers.has(provider.name) ? [] : [provider.name]));
  if (!names.includes(sender)) {
    const hint = names.length === 0 ? '"methods" has none.' : hintAtName(sender, names);
    return { ok: false, code: 'invalid_request', detail: `No such sender is configured: ${hint}` };
  }
  const txns: string[] = [];
  return traced(
    callbackChannel,
    () => ({ service: engine.service, provider: sender, txns }),
    async () => {
      if (outcome === 'undelivered') await takeReport(engine, { provider: sender, callId: id }, { outcome: 'unavailable' }, txns);
      return { ok: true } as const;
    },
    (message) => {
      Object.assign(message, { outcome: 'taken', reports: 1 });
    },
  );
}
