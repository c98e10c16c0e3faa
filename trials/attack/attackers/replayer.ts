/** Has seen one good callback, path and body, about its own call: sends it again and again, for itself and for others. */
import { addressesFrom } from '../addresses.js';
import { type Bound, none } from '../bounds.js';
import { textOf } from '../client.js';
import { describeAnswers } from '../ledger.js';
import { numbersAnywhere } from '../numbers.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inParallel, inTurn } from './attacker.js';

const ACTOR = 'replayer';
const OWN_NUMBER = '+79642223344';
const WIDTH = 16;
const PAUSE_MS = 120_000;
const DAY_MS = 86_400_000;
/** On a busy machine. */
const PATIENCE_MS = 60_000;

export interface Replaying {
  readonly victims: number;
  /** How often it is sent for each of them. */
  readonly times: number;
}

export function createReplayer({ victims: count, times }: Replaying): Attacker {
  return {
    name: 'replayer of callbacks',
    budget: `${count} victims, one good callback, sent ${(count + 1) * times} times`,
    async attack(world) {
      const { time, ledger, http } = world;
      const client = world.client({ actor: ACTOR, address: addressesFrom(54, 1)[0] ?? '' });
      const others = addressesFrom(55, count).map((address) => world.client({ actor: ACTOR, address }));
      // Before the shop sees any attack.
      await time.sleepUntil(FIRST_DAY - DAY_MS / 4);
      const { body, verificationId } = await signInByKey(world, client);
      await time.sleepUntil(FIRST_DAY);
      const replay = (): Promise<void> =>
        inParallel(Array.from({ length: times }), WIDTH, async () => {
          await http.send('POST', world.callbackPath, { body, headers: { 'content-type': 'application/json' } });
        });
      // Its own verification is over, and its own next one is about another call.
      await replay();
      await client.check(OWN_NUMBER, verificationId);
      await time.sleep(PAUSE_MS);
      world.setMood(OWN_NUMBER, 'answers');
      const next = textOf(await client.start(OWN_NUMBER, 'confirmation_call'), 'verificationId');
      await replay();
      await client.check(OWN_NUMBER, next);
      for (const [turn, phone] of numbersAnywhere(count, world.chance(6)).entries()) {
        const stranger = inTurn(others, turn);
        world.setMood(phone, 'answers');
        const id = textOf(await stranger.start(phone, 'confirmation_call'), 'verificationId');
        await replay();
        await stranger.check(phone, id);
        await time.sleep(PAUSE_MS);
      }
      const checks = ledger.checks.filter(({ actor }) => actor === ACTOR);
      const tokens = checks.filter(({ isToken }) => isToken).length;
      // One is its own, of the call that it answered.
      const bounds: readonly Bound[] = [none('tokens by replay', tokens - 1)];
      return { answers: describeAnswers(checks), got: `${tokens} token, its own`, bounds };
    },
  };
}

/** Presses the key on its own telephone, and takes down what the provider reports. */
async function signInByKey(world: World, client: ReturnType<World['client']>): Promise<{ body: string; verificationId: string }> {
  world.setMood(OWN_NUMBER, 'presses_9');
  const isOwn = (callId: string): boolean => world.simulator.telephone(OWN_NUMBER).calls.some(({ id }) => id === callId);
  const reported = world.simulator.next('callback', ({ callId }) => isOwn(callId), { timeoutMs: PATIENCE_MS });
  const verificationId = textOf(await client.start(OWN_NUMBER, 'confirmation_call'), 'verificationId');
  const { body = '' } = await reported;
  await world.readCode(OWN_NUMBER, 'confirmation_call');
  const checked = await client.check(OWN_NUMBER, verificationId);
  if (checked.status !== 200) throw new Error(`the replayer could not sign in by its own telephone: ${checked.status}`);
  return { body, verificationId };
}
