/** Publishes what a service would about many verifications of the last day, without doing the work. */
import type { ServiceIdentity } from '../../src/ports/channels.js';
import { callChannel, eventChannel } from '../../src/ports/channels.js';
import type { CallVerificationEvent } from '../../src/ports/events.js';
import { seededRandom } from '../support/seeded-random.js';

type Details<Event> = Event extends unknown ? Omit<Event, 'at'> : never;

export interface Traffic {
  readonly verifications: number;
  /** The newest one begins then. */
  readonly until: number;
  readonly overMs?: number;
}

const WAYS = [
  { provider: 'mcn', methodId: 'mcn.flashCall', method: 'flash_call', price: { amount: 0.35, currency: 'RUB' } },
  { provider: 'mobilgroup', methodId: 'mobilgroup.voiceCall', method: 'voice_call', price: { amount: 1.2, currency: 'RUB' } },
  { provider: 'mobilgroup', methodId: 'mobilgroup.sms', method: 'sms', price: { amount: 4.1, currency: 'RUB' } },
] as const;
const COUNTRIES = ['RU', 'RU', 'RU', 'RU', 'SK', 'KZ', 'BY'] as const;
const REPORTS = [
  ...Array.from({ length: 12 }, () => ({ outcome: 'no_answer', cause: 16 }) as const),
  ...[{ outcome: 'busy', cause: 17 } as const, { outcome: 'busy', cause: 17 } as const, { outcome: 'answered', cause: 16 } as const],
  ...[
    { outcome: 'unavailable', cause: 20 } as const,
    { outcome: 'rejected', cause: 31 } as const,
    { outcome: 'unavailable', cause: 27 } as const,
  ],
];

/** @returns the `txn` of the newest */
export function publishTraffic(service: ServiceIdentity, { verifications, until, overMs = 24 * 3_600_000 }: Traffic): string {
  const random = seededRandom(7);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  let txn = '';
  for (let index = 0; index < verifications; index += 1) {
    const beganAt = until - Math.round(overMs * (1 - (index + 1) / verifications) ** 1.2);
    const country = pick(COUNTRIES);
    txn = `txn-${String(index).padStart(6, '0')}-of-the-test`;
    const about = { txn, phone: `+7********${String(index % 100).padStart(2, '0')}`, country, purpose: 'sign-in' };
    const events: CallVerificationEvent[] = [];
    const tell = (afterMs: number, details: Details<CallVerificationEvent>): void =>
      void events.push({ ...details, at: new Date(beganAt + afterMs) } as CallVerificationEvent);
    tell(0, { type: 'verification.started', isTest: false, ...about });
    let afterMs = 0;
    let isVerified = false;
    for (const way of WAYS) {
      const { price, ...called } = way;
      const call = { ...about, ...called };
      const message = { service, ...called, txn, country };
      callChannel.start.publish(message);
      callChannel.asyncEnd.publish(message);
      afterMs += 120;
      if (random() < 0.03) {
        tell(afterMs, { type: 'call.refused', ...call, blame: 'provider', reason: 'http_500' });
        continue;
      }
      tell(afterMs, { type: 'call.placed', ...call, price });
      if (way.method !== 'sms') tell(afterMs + 9000, { type: 'call.reported', ...call, ...pick(REPORTS), afterMs: 9000 });
      if (random() < 0.06) tell(afterMs + 12_000, { type: 'code.rejected', ...about, checksLeft: 2 });
      if (random() < 0.82) {
        afterMs += 8000 + Math.round(random() * 14_000);
        const { method, provider, methodId } = called;
        tell(afterMs, { type: 'verification.verified', ...about, method, provider, methodId, isTest: false, afterMs });
        isVerified = true;
        break;
      }
      afterMs += 31_000;
      if (random() < 0.4) break;
    }
    if (!isVerified && random() < 0.3)
      tell(afterMs + 5000, { type: 'verification.closed', ...about, reason: pick(['too_many_checks', 'canceled', 'expired'] as const) });
    for (const event of events.sort((a, b) => a.at.getTime() - b.at.getTime())) eventChannel.publish({ service, event });
  }
  return txn;
}
