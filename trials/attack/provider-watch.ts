/** Watches the simulated providers: tells of each call that is placed, and when all calls are over and reported. */
import type { ProviderSimulator } from '../../src/simulator/index.js';

export interface ProviderWatch {
  /** Until every call that was placed is over, and its report was taken. */
  settled(): Promise<void>;
}

/** Longer than a report and its repetitions take. */
const PATIENCE_MS = 20_000;

export function watchProviders(simulator: ProviderSimulator, onCall: (phone: string) => void): ProviderWatch {
  const unreported = new Set<string>();
  const waiting: (() => void)[] = [];
  simulator.subscribe((event) => {
    // The report is the last that is heard of a call, so one that is not in the set is new.
    if (event.type === 'call' && !unreported.has(event.callId)) {
      unreported.add(event.callId);
      onCall(event.number);
    }
    if (event.type !== 'callback') return;
    unreported.delete(event.callId);
    if (unreported.size === 0) for (const resolve of waiting.splice(0)) resolve();
  });
  return {
    async settled() {
      if (unreported.size === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Error(`${unreported.size} calls were not reported`)), PATIENCE_MS);
      });
      const settled = new Promise<void>((resolve) => void waiting.push(resolve));
      await Promise.race([settled, late]).finally(() => clearTimeout(timer));
    },
  };
}
