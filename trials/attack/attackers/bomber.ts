/** Lets one victim's telephone ring as often as it can. */
import { addressesFrom } from '../addresses.js';
import { callsPerNumber, mostOfOneNumber } from '../bounds.js';
import { textOf } from '../client.js';
import { describeAnswers } from '../ledger.js';
import { FIRST_DAY } from '../world.js';
import { type Attacker, inTurn } from './attacker.js';

const ACTOR = 'bomber';
const VICTIM = '+79261234567';
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const PAUSE_MS = 45_000;

export function createBomber({ addresses, hours }: { readonly addresses: number; readonly hours: number }): Attacker {
  return {
    name: 'bomber, one victim',
    budget: `${hours} h, ${addresses} addresses, a request every 45 s`,
    async attack(world) {
      const { time, ledger } = world;
      const clients = addressesFrom(50, addresses).map((address) => world.client({ actor: ACTOR, address }));
      await time.sleepUntil(FIRST_DAY);
      let open = { client: inTurn(clients, 0), verificationId: '' };
      for (let round = 0; time.now() < FIRST_DAY + hours * HOUR_MS; round += 1) {
        // Another call for an open verification does not count against a network: that first.
        const isAgain = open.verificationId !== '' && round % 2 === 0;
        const client = isAgain ? open.client : inTurn(clients, round);
        const answer = isAgain ? await client.again(VICTIM, open.verificationId) : await client.start(VICTIM);
        if (answer.status === 202) open = { client, verificationId: textOf(answer, 'verificationId') };
        await time.sleep(PAUSE_MS);
      }
      const starts = ledger.starts.filter(({ actor }) => actor === ACTOR);
      const calls = ledger.calls.filter(({ phone }) => phone === VICTIM);
      return {
        answers: describeAnswers(starts),
        got: `${calls.length} calls, at most ${mostOfOneNumber(calls, HOUR_MS)} in an hour and ${mostOfOneNumber(calls, DAY_MS)} in a day`,
        bounds: callsPerNumber(calls),
      };
    },
  };
}
