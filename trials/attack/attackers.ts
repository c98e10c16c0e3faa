/** All attackers by name, and how much each is given. */
import type { Attacker } from './attackers/attacker.js';
import { createBomber } from './attackers/bomber.js';
import { createEnumerator } from './attackers/enumerator.js';
import { createForger } from './attackers/forger.js';
import { createForwardedForLiar } from './attackers/forwarded-for-liar.js';
import { createGuesser } from './attackers/guesser.js';
import { createLockerOut } from './attackers/locker-out.js';
import { createMassGuesser } from './attackers/mass-guesser.js';
import { createPumper } from './attackers/pumper.js';
import { createReplayer } from './attackers/replayer.js';

/** `quick` breaks the same rules with fewer numbers, for tests and for a look. */
export type Scale = 'full' | 'quick';

const pumping = (scale: Scale): { addresses: number; starts: number; hours: number; width: number } =>
  scale === 'full' ? { addresses: 1000, starts: 4320, hours: 24, width: 3 } : { addresses: 50, starts: 120, hours: 1, width: 3 };

export const ATTACKERS = {
  guesser: (scale) => createGuesser(scale === 'full' ? { days: 30, addresses: 1000 } : { days: 2, addresses: 100 }),
  'mass-guesser': (scale) => createMassGuesser(scale === 'full' ? { numbers: 10_000, addresses: 1000 } : { numbers: 200, addresses: 50 }),
  pumper: (scale) => createPumper({ prefixes: 1, ...pumping(scale) }),
  'pumper-500': (scale) =>
    createPumper(
      scale === 'full'
        ? { prefixes: 500, addresses: 1000, starts: 10_000, hours: 8, width: 25 }
        : { prefixes: 10, addresses: 50, starts: 300, hours: 1, width: 10 },
    ),
  'pumper-verifying': (scale) => createPumper({ prefixes: 1, ...pumping(scale), verifiesEvery: 4 }),
  bomber: (scale) => createBomber(scale === 'full' ? { addresses: 1000, hours: 24 } : { addresses: 100, hours: 8 }),
  'locker-out': (scale) => createLockerOut({ networks: 1, victims: scale === 'full' ? 20 : 2 }),
  'locker-out-100': (scale) => createLockerOut({ networks: 100, victims: scale === 'full' ? 20 : 2 }),
  'locker-out-nat': (scale) => createLockerOut({ networks: 1, victims: scale === 'full' ? 4 : 2, isNeighbour: true }),
  forger: (scale) => createForger(scale === 'full' ? { victims: 20, callbacks: 200 } : { victims: 2, callbacks: 30 }),
  replayer: (scale) => createReplayer(scale === 'full' ? { victims: 10, times: 100 } : { victims: 2, times: 20 }),
  liar: (scale) => createForwardedForLiar(scale === 'full' ? { starts: 2400, hours: 24 } : { starts: 200, hours: 2 }),
  enumerator: (scale) => createEnumerator(scale === 'full' ? { ids: 1000, numbers: 100 } : { ids: 100, numbers: 20 }),
} as const satisfies Readonly<Record<string, (scale: Scale) => Attacker>>;

export type AttackerName = keyof typeof ATTACKERS;

export const ATTACKER_NAMES = Object.keys(ATTACKERS) as readonly AttackerName[];

/** Those for whom a challenge changes nothing: one set-up tells all. */
export const SAME_IN_EVERY_SETUP: ReadonlySet<AttackerName> = new Set([
  'pumper-verifying',
  'bomber',
  'forger',
  'replayer',
  'liar',
  'enumerator',
]);
