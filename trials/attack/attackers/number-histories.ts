/** Numbers that differ only in what happened to them lately: what an enumerator wants to find out. */
import { addressesFrom } from '../addresses.js';
import { HOUR } from '../bounds.js';
import { textOf } from '../client.js';
import { patiently } from '../honest-users.js';
import type { World } from '../world.js';

export const HISTORIES = ['quiet', 'called', 'called just now', 'verified', 'failed', 'verified and failed'] as const;

export type History = (typeof HISTORIES)[number];

type Happening = 'call' | 'verify' | 'fail';

const MINUTE = HOUR / 60;

/** Minutes before the enumerator comes, none of them whole: what is told about them must be rounded. */
const HAPPENINGS: Readonly<Record<History, readonly (readonly [minutes: number, what: Happening])[]>> = {
  quiet: [],
  called: [57.123, 50.45, 41.2, 30.31].map((minutes) => [minutes, 'call'] as const),
  'called just now': [[0.2345, 'call']],
  verified: [[33.4567, 'verify']],
  failed: [
    [130.123, 'fail'],
    [120.456, 'fail'],
  ],
  'verified and failed': [
    [190.123, 'verify'],
    [130.123, 'fail'],
    [120.456, 'fail'],
  ],
};

export interface NumberWithHistory {
  readonly phone: string;
  readonly history: History;
}

/**
 * Lets it all happen; done just before `until`.
 *
 * @param method the kind of call that these numbers take
 */
export async function makeHistories(
  world: World,
  numbers: readonly (NumberWithHistory & { readonly method?: string })[],
  until: number,
): Promise<void> {
  const addresses = addressesFrom(196, 2 * numbers.length);
  for (const { phone } of numbers) world.setMood(phone, 'answers');
  const all = numbers.flatMap(({ phone, history, method }, index) =>
    HAPPENINGS[history].map(([minutes, what]) => ({ at: until - Math.round(minutes * MINUTE), what, phone, method, index })),
  );
  for (const { at, what, phone, method, index } of all.sort((a, b) => a.at - b.at)) {
    await world.time.sleepUntil(at);
    const address = addresses[2 * index + (what === 'fail' ? 1 : 0)] ?? '';
    const client = world.client({ actor: 'somebody', address });
    // At this hour nobody else is there, so nobody is asked to wait.
    const answer = await patiently(world, client, () => client.start(phone, method));
    const verificationId = textOf(answer, 'verificationId');
    const code = await world.readCode(phone, textOf(answer, 'method'));
    if (what === 'verify') await client.check(phone, verificationId, code);
    for (let guesses = 0; what === 'fail' && guesses < 3; guesses += 1) await client.check(phone, verificationId, other(code));
  }
}

function other(code: string): string {
  return code === '0000' ? '1111' : '0000';
}
