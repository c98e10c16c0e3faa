/** Starts confirmation calls to other people's numbers, and posts callbacks that say these people pressed the key. */
import { randomBytes } from 'node:crypto';
import { addressesFrom } from '../addresses.js';
import { none } from '../bounds.js';
import { textOf } from '../client.js';
import { describeAnswers } from '../ledger.js';
import { numbersAnywhere } from '../numbers.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inParallel, inTurn } from './attacker.js';

const ACTOR = 'forger';
const WIDTH = 16;
const PAUSE_MS = 60_000;
const GATEWAY = '185.20.20.20';

export interface Forging {
  readonly victims: number;
  /** Callbacks for each victim. */
  readonly callbacks: number;
  /** It knows the secret path: no attack then, but the proof that what it sends would be enough. @default false */
  readonly knowsPath?: boolean;
}

export function createForger({ victims, callbacks, knowsPath = false }: Forging): Attacker {
  return {
    name: 'forger of callbacks',
    budget: `${victims} victims, ${victims * callbacks} callbacks`,
    async attack(world) {
      const { time, ledger, http } = world;
      const clients = addressesFrom(53, victims).map((address) => world.client({ actor: ACTOR, address }));
      await time.sleepUntil(FIRST_DAY);
      const paths = knowsPath ? [world.callbackPath] : forgedPaths(world);
      let taken = 0;
      for (const [turn, phone] of numbersAnywhere(victims, world.chance(5)).entries()) {
        const client = inTurn(clients, turn);
        // Somebody who picks up and presses nothing: a report that says otherwise would be enough.
        world.setMood(phone, 'answers');
        const verificationId = textOf(await client.start(phone, 'confirmation_call'), 'verificationId');
        // The forger is given even what it could only guess: the provider's id of the call.
        const callId = world.simulator.telephone(phone).calls.at(-1)?.id ?? 'none';
        await inParallel(Array.from({ length: callbacks }), WIDTH, async (_, index) => {
          const json = {
            verification_call_uuid: inTurn([callId, otherId(callId)], index),
            q931_status: 16,
            final_status: 'ANSWER',
            dtmf: '9',
          };
          const answer = await http.send('POST', inTurn(paths, index), {
            forwardedFor: inTurn([client.address, GATEWAY], index),
            json,
          });
          if (answer.status !== 404) taken += 1;
        });
        await client.check(phone, verificationId);
        await time.sleep(PAUSE_MS);
      }
      const checks = ledger.checks.filter(({ actor }) => actor === ACTOR);
      const tokens = checks.filter(({ isToken }) => isToken).length;
      return {
        answers: describeAnswers(checks),
        got: `${taken} callbacks taken, ${tokens} tokens`,
        bounds: [none('tokens for forgers', tokens), none('forged callbacks taken', taken)],
      };
    },
  };
}

const otherId = (callId: string): string => `${randomBytes(6).toString('hex')}${callId.slice(12)}`;

/** No token, any token, one that is nearly right, the right one of another provider, and ways around the path. */
function forgedPaths({ callbackPath }: World): readonly string[] {
  const base = callbackPath.slice(0, callbackPath.lastIndexOf('/'));
  const token = callbackPath.slice(callbackPath.lastIndexOf('/') + 1);
  const last = token.at(-1) === 'A' ? 'B' : 'A';
  return [
    base,
    `${base}/`,
    `${base}/${randomBytes(16).toString('base64url')}`,
    `${base}/${token.slice(0, -1)}`,
    `${base}/${token.slice(0, -1)}${last}`,
    `${base}/${token.toLowerCase()}${token.toLowerCase() === token ? 'x' : ''}`,
    `${base}/${token}x`,
    `${base}/%2e%2e/${token}`,
    `${base.replace('/mcn', '/mobilgroup')}/${token}`,
    `${base}//${token}/x`,
  ];
}
