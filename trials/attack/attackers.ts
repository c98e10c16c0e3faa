/** All attackers by name, and how much each is given. */
import type { Attacker } from './attackers/attacker.js';
import { createBomber } from './attackers/bomber.js';
import { createEnumerator } from './attackers/enumerator.js';
import { createForger } from './attackers/forger.js';
import { createForwardedForLiar } from './attackers/forwarded-for-liar.js';
import { createGuesser } from './attackers/guesser.js';
import { createInterrupter } from './attackers/interrupter.js';
import { createLitterer } from './attackers/litterer.js';
import { createLockerOut } from './attackers/locker-out.js';
import { createMassGuesser } from './attackers/mass-guesser.js';
import { createNumberEnumerator } from './attackers/number-enumerator.js';
import { createPatientLockerOut } from './attackers/patient-locker-out.js';
import { createProvenPumper } from './attackers/proven-pumper.js';
import { createPumper } from './attackers/pumper.js';
import { createReplayer } from './attackers/replayer.js';
import type { Scale } from './setup.js';

/** One start a minute takes the one call a minute that passes a prefix which is closed: fewer would leave it to honest people. */
const MINUTES_A_DAY = 1440;

const VICTIMS: Readonly<Record<Scale, number>> = { full: 20, quick: 4, small: 2 };
const PATIENT_VICTIMS: Readonly<Record<Scale, number>> = { full: 9, quick: 3, small: 3 };

function by<T>(given: Readonly<Record<Scale, T>>, create: (one: T) => Attacker): (scale: Scale) => Attacker {
  return (scale) => create(given[scale]);
}

/**
 * The quick run is a fifth of the full one: people, budget and attackers. What limits allow for one number, one prefix or one minute does
 * not shrink with the shop, so attackers of these keep their pace.
 */
export const ATTACKERS = {
  guesser: by(
    { full: { days: 30, addresses: 1000 }, quick: { days: 4, addresses: 200 }, small: { days: 2, addresses: 100 } },
    createGuesser,
  ),
  'mass-guesser': by(
    { full: { numbers: 10_000, addresses: 1000 }, quick: { numbers: 2000, addresses: 200 }, small: { numbers: 200, addresses: 50 } },
    createMassGuesser,
  ),
  pumper: by(
    {
      full: { prefixes: 1, addresses: 1000, starts: 3 * MINUTES_A_DAY, hours: 24, width: 3 },
      quick: { prefixes: 1, addresses: 200, starts: MINUTES_A_DAY, hours: 24, width: 1 },
      small: { prefixes: 1, addresses: 50, starts: 120, hours: 1, width: 3 },
    },
    createPumper,
  ),
  'pumper-500': by(
    {
      full: { prefixes: 500, addresses: 1000, starts: 10_000, hours: 8, width: 25 },
      quick: { prefixes: 100, addresses: 200, starts: 2000, hours: 8, width: 5 },
      small: { prefixes: 10, addresses: 50, starts: 300, hours: 1, width: 10 },
    },
    createPumper,
  ),
  'pumper-verifying': by(
    {
      full: { prefixes: 1, addresses: 1000, starts: 4320, hours: 24, width: 3, verifiesEvery: 4 },
      quick: { prefixes: 1, addresses: 200, starts: 864, hours: 24, width: 3, verifiesEvery: 4 },
      small: { prefixes: 1, addresses: 50, starts: 120, hours: 1, width: 3, verifiesEvery: 4 },
    },
    createPumper,
  ),
  'pumper-proven': by({ full: 120, quick: 24, small: 60 }, (numbers) => createProvenPumper({ numbers, callsPerNumber: 8 })),
  bomber: by(
    { full: { addresses: 1000, hours: 24 }, quick: { addresses: 200, hours: 8 }, small: { addresses: 100, hours: 8 } },
    createBomber,
  ),
  'locker-out': by(VICTIMS, (victims) => createLockerOut({ networks: 1, victims })),
  'locker-out-100': by(VICTIMS, (victims) => createLockerOut({ networks: 100, victims })),
  'locker-out-nat': by({ full: 4, quick: 2, small: 2 }, (victims) => createLockerOut({ networks: 1, victims, isNeighbour: true })),
  'locker-out-ipv4': by(PATIENT_VICTIMS, (victims) => createPatientLockerOut({ network: 'IPv4', victims })),
  'locker-out-56': by(PATIENT_VICTIMS, (victims) => createPatientLockerOut({ network: '/56', victims })),
  'locker-out-48': by(PATIENT_VICTIMS, (victims) => createPatientLockerOut({ network: '/48', victims })),
  forger: by(
    { full: { victims: 20, callbacks: 200 }, quick: { victims: 4, callbacks: 50 }, small: { victims: 2, callbacks: 30 } },
    createForger,
  ),
  replayer: by({ full: { victims: 10, times: 100 }, quick: { victims: 2, times: 20 }, small: { victims: 2, times: 20 } }, createReplayer),
  liar: by(
    { full: { starts: 2400, hours: 24 }, quick: { starts: 500, hours: 5 }, small: { starts: 200, hours: 2 } },
    createForwardedForLiar,
  ),
  interrupter: by({ full: 40, quick: 8, small: 4 }, (victims) => createInterrupter({ victims })),
  litterer: by(
    {
      full: { requests: 20_000, callbacks: 400 },
      quick: { requests: 4000, callbacks: 80 },
      small: { requests: 1000, callbacks: 20 },
    },
    createLitterer,
  ),
  'litterer-alone': by(
    {
      full: { requests: 100_000, callbacks: 2000 },
      quick: { requests: 10_000, callbacks: 200 },
      small: { requests: 1000, callbacks: 20 },
    },
    createLitterer,
  ),
  'enumerator-numbers': by({ full: 4, quick: 1, small: 1 }, (each) => createNumberEnumerator({ each })),
  enumerator: by(
    { full: { ids: 1000, numbers: 100 }, quick: { ids: 200, numbers: 20 }, small: { ids: 100, numbers: 20 } },
    createEnumerator,
  ),
} as const satisfies Readonly<Record<string, (scale: Scale) => Attacker>>;

export type AttackerName = keyof typeof ATTACKERS;

export const ATTACKER_NAMES = Object.keys(ATTACKERS) as readonly AttackerName[];

/** Everybody but who would take longer than all others: of his kind there is a smaller one. */
export const ALL_TOGETHER = ATTACKER_NAMES.filter((name) => name !== 'litterer-alone');

/** Those for whom a challenge changes nothing: one set-up tells all. */
export const SAME_IN_EVERY_SETUP: ReadonlySet<AttackerName> = new Set([
  'pumper-verifying',
  'bomber',
  'forger',
  'replayer',
  'liar',
  'enumerator',
  'interrupter',
  'litterer',
  'litterer-alone',
]);
