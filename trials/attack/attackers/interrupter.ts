/**
 * Starts verifications of a number while its owner has one open, or just before he begins: to end the owner's, or to let him press the
 * key for the attacker's call.
 */
import { addressesFrom } from '../addresses.js';
import { none } from '../bounds.js';
import { type Client, retryAfterOf, textOf } from '../client.js';
import { patiently } from '../honest-users.js';
import type { OpenStream } from '../http-client.js';
import { describeAnswers } from '../ledger.js';
import { numbersAnywhere } from '../numbers.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inTurn } from './attacker.js';

const ACTOR = 'interrupter';
const SECOND_MS = 1000;
/** After the delay that follows a number's first call. */
const AFTER_FIRST_CALL_MS = 61 * SECOND_MS;
const BETWEEN_VICTIMS_MS = 900 * SECOND_MS;
const BETWEEN_CHECKS_MS = 30 * SECOND_MS;
/** Longer than any verification lives: the owner's may end before the attacker's. */
const CHECKING_MS = 720 * SECOND_MS;

interface Seen {
  interrupted: number;
  refused: number;
  superseded: number;
}

/** @param victims a quarter of them for each way */
export function createInterrupter({ victims: count }: { readonly victims: number }): Attacker {
  return {
    name: 'interrupter',
    budget: `${count} victims, a verification of its own while each of them has one open`,
    async attack(world) {
      const { time, ledger } = world;
      const victims = numbersAnywhere(count, world.chance(23));
      const attackers = addressesFrom(60, count).map((address) => world.client({ actor: ACTOR, address }));
      const owners = addressesFrom(194, count).map((address) => world.client({ actor: 'owner', address }));
      const seen: Seen = { interrupted: 0, refused: 0, superseded: 0 };
      const ways = [interruptAfter, interruptBefore, relayAfter, relayBefore];
      const begin = FIRST_DAY + 3600 * SECOND_MS;
      const lives = victims.map((phone, index) =>
        time.spawn(async () => {
          await time.sleepUntil(begin + Math.floor(index / ways.length) * BETWEEN_VICTIMS_MS);
          await inTurn(ways, index)(world, { phone, owner: inTurn(owners, index), attacker: inTurn(attackers, index) }, seen);
        }),
      );
      // By then all are over: nobody is waited for here.
      await time.sleepUntil(begin + (Math.ceil(count / ways.length) + 2) * BETWEEN_VICTIMS_MS);
      await Promise.all(lives);
      const starts = ledger.starts.filter(({ actor }) => actor === ACTOR);
      const tokens = ledger.checks.filter(({ actor, isToken }) => actor === ACTOR && isToken).length;
      return {
        answers: describeAnswers(starts),
        got: `${seen.interrupted} verifications interrupted; ${seen.refused} right codes refused, ${seen.superseded} streams told "superseded", ${tokens} tokens by the owner's key`,
        bounds: [
          none('right codes that an owner was refused', seen.refused),
          none('streams of an owner that a stranger ended', seen.superseded),
          none('tokens by a key that an owner pressed', tokens),
        ],
      };
    },
  };
}

interface Meeting {
  readonly phone: string;
  readonly owner: Client;
  readonly attacker: Client;
}

/** The owner has a call, and looks for glasses; the attacker starts; the owner types the code of his own call. */
async function interruptAfter(world: World, { phone, owner, attacker }: Meeting, seen: Seen): Promise<void> {
  const { time } = world;
  world.setMood(phone, 'answers');
  const begun = await begin(world, owner, phone);
  if (begun === undefined) return;
  await time.sleep(AFTER_FIRST_CALL_MS);
  if (await interrupt(world, attacker, phone)) seen.interrupted += 1;
  await finish(world, { phone, owner, ...begun }, seen);
}

/** The attacker was first. */
async function interruptBefore(world: World, { phone, owner, attacker }: Meeting, seen: Seen): Promise<void> {
  const { time } = world;
  world.setMood(phone, 'answers');
  if (await interrupt(world, attacker, phone)) seen.interrupted += 1;
  await time.sleep(AFTER_FIRST_CALL_MS);
  const begun = await begin(world, owner, phone);
  if (begun === undefined) return;
  await time.sleep(AFTER_FIRST_CALL_MS);
  // Once more, while the owner types.
  await interrupt(world, attacker, phone);
  await finish(world, { phone, owner, ...begun }, seen);
}

/** The owner pressed the key for his own call, and presses it again when the telephone rings once more. */
async function relayAfter(world: World, { phone, owner, attacker }: Meeting): Promise<void> {
  world.setMood(phone, 'presses_9');
  await patiently(world, owner, () => owner.start(phone, 'confirmation_call'));
  await world.time.sleep(AFTER_FIRST_CALL_MS);
  const answer = await attacker.start(phone, 'confirmation_call');
  await askForToken(world, attacker, phone, textOf(answer, 'verificationId'));
}

/** The attacker was first, when the owner did not press the key; it calls again once the owner waits for a call of his own. */
async function relayBefore(world: World, { phone, owner, attacker }: Meeting): Promise<void> {
  world.setMood(phone, 'answers');
  const verificationId = textOf(await attacker.start(phone, 'confirmation_call'), 'verificationId');
  await world.time.sleep(AFTER_FIRST_CALL_MS);
  world.setMood(phone, 'presses_9');
  await patiently(world, owner, () => owner.start(phone, 'confirmation_call'));
  await world.time.sleep(AFTER_FIRST_CALL_MS);
  if (verificationId !== '') await attacker.again(phone, verificationId, 'confirmation_call');
  await askForToken(world, attacker, phone, verificationId);
}

/** The owner's start, with the code that his call shows, and his page's stream. */
async function begin(world: World, owner: Client, phone: string): Promise<Begun | undefined> {
  const answer = await patiently(world, owner, () => owner.start(phone));
  const verificationId = textOf(answer, 'verificationId');
  if (answer.status !== 202) return undefined;
  const code = await world.readCode(phone, textOf(answer, 'method'));
  const headers = { 'verification-id': verificationId };
  const stream = await world.http.stream('/auth/call/status', { forwardedFor: owner.address, headers });
  return { verificationId, code, stream };
}

interface Begun {
  readonly verificationId: string;
  readonly code: string;
  readonly stream: OpenStream;
}

/** The owner types the code of his own call. */
async function finish(
  world: World,
  { phone, owner, verificationId, code, stream }: Begun & { phone: string; owner: Client },
  seen: Seen,
): Promise<void> {
  await world.time.sleep(15 * SECOND_MS);
  const checked = await owner.check(phone, verificationId, code);
  if (checked.status !== 200) seen.refused += 1;
  // What ends a verification ends its stream.
  if (checked.status === 200 || checked.status === 410) await stream.ended;
  stream.close();
  if (stream.documents.some(({ reason }) => reason === 'superseded')) seen.superseded += 1;
}

/** @returns whether it has a verification of its own */
async function interrupt(world: World, attacker: Client, phone: string): Promise<boolean> {
  let answer = await attacker.start(phone);
  if (answer.status === 429 && retryAfterOf(answer) <= 60) {
    await world.time.sleep(retryAfterOf(answer) * SECOND_MS);
    answer = await attacker.start(phone);
  }
  return answer.status === 202;
}

/** Asks until its verification has ended whether the key was pressed: also when the owner's has ended before. */
async function askForToken(world: World, attacker: Client, phone: string, verificationId: string): Promise<void> {
  if (verificationId === '') return;
  for (let waited = 0; waited < CHECKING_MS; waited += BETWEEN_CHECKS_MS) {
    await world.time.sleep(BETWEEN_CHECKS_MS);
    const answer = await attacker.check(phone, verificationId);
    if (answer.status === 200 || answer.status === 410) return;
  }
}
