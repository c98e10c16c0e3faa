/** Guesses the codes of many numbers from many addresses: few guesses for each. */
import { addressesFrom } from '../addresses.js';
import { failedGuessesPerNumber } from '../bounds.js';
import { textOf } from '../client.js';
import { describeAnswers } from '../ledger.js';
import { numbersAnywhere } from '../numbers.js';
import { FIRST_DAY } from '../world.js';
import { type Attacker, expectedTakeovers, guess, inParallel, inTurn } from './attacker.js';

const ACTOR = 'mass guesser';
const DAY_MS = 86_400_000;
const GUESSES_PER_CALL = 3;
/** Numbers that are tried at the same moment. */
const WIDTH = 20;

export function createMassGuesser({ numbers, addresses }: { readonly numbers: number; readonly addresses: number }): Attacker {
  return {
    name: 'guesser, many numbers',
    budget: `1 day, ${numbers} numbers, ${addresses} addresses, ${GUESSES_PER_CALL} guesses each`,
    async attack(world) {
      const { time, ledger } = world;
      const chance = world.chance(2);
      const targets = numbersAnywhere(numbers, chance);
      const clients = addressesFrom(46, addresses).map((address) => world.client({ actor: ACTOR, address }));
      const rounds = Math.ceil(numbers / WIDTH);
      for (let round = 0; round < rounds; round += 1) {
        await time.sleepUntil(FIRST_DAY + Math.floor((round * DAY_MS) / rounds));
        await inParallel(targets.slice(round * WIDTH, (round + 1) * WIDTH), WIDTH, async (phone, index) => {
          const client = inTurn(clients, round * WIDTH + index);
          const verificationId = textOf(await client.start(phone), 'verificationId');
          for (let guesses = 0; verificationId !== '' && guesses < GUESSES_PER_CALL; guesses += 1) {
            const answer = await client.check(phone, verificationId, guess(chance.draw));
            if (answer.status !== 422) break;
          }
        });
      }
      const starts = ledger.starts.filter(({ actor }) => actor === ACTOR);
      const checks = ledger.checks.filter(({ actor }) => actor === ACTOR);
      const failures = checks.filter(({ isFailure }) => isFailure);
      const tokens = checks.filter(({ isToken }) => isToken).length;
      const guesses = failures.length + tokens;
      return {
        answers: describeAnswers(starts),
        got: `${guesses} guesses, takeovers ${tokens} (expected ${expectedTakeovers(guesses)})`,
        bounds: failedGuessesPerNumber(failures),
      };
    },
  };
}
