/** Sits at one address and claims others: each request comes with another X-Forwarded-For, to which the proxy adds the truth. */
import { startsPerAddress } from '../bounds.js';
import { describeAnswers } from '../ledger.js';
import { numbersAnywhere } from '../numbers.js';
import { FIRST_DAY } from '../world.js';
import { type Attacker, inTurn } from './attacker.js';

const ACTOR = 'liar';
const HOUR_MS = 3_600_000;

export function createForwardedForLiar({ starts: count, hours }: { readonly starts: number; readonly hours: number }): Attacker {
  return {
    name: 'liar of X-Forwarded-For',
    budget: `${hours} h, 1 address, ${count} starts for as many numbers`,
    async attack(world) {
      const { time, ledger } = world;
      const chance = world.chance(3);
      const part = (): number => chance.between(1, 255);
      const anyAddress = (): string => `${part()}.${part()}.${part()}.${part()}`;
      const lies = [
        anyAddress,
        () => `${anyAddress()}, ${anyAddress()}, ${anyAddress()}`,
        () => '127.0.0.1',
        () => `${anyAddress()}:${part()}`,
        () => `2001:db8:${part()}::1`,
        () => 'unknown',
        () => ',,',
      ];
      let turn = 0;
      const claims = (): string => {
        turn += 1;
        return inTurn(lies, turn)();
      };
      const client = world.client({ actor: ACTOR, address: '198.51.100.23', claims });
      for (const [index, phone] of numbersAnywhere(count, chance).entries()) {
        await time.sleepUntil(FIRST_DAY + Math.floor((index * hours * HOUR_MS) / count));
        await client.start(phone);
      }
      const starts = ledger.starts.filter(({ actor }) => actor === ACTOR);
      const calls = starts.filter(({ isDialled }) => isDialled);
      return { answers: describeAnswers(starts), got: `${calls.length} calls`, bounds: [startsPerAddress(calls)] };
    },
  };
}
