/** Guesses the codes of one number, from many addresses, for a month. */
import { addressesFrom } from '../addresses.js';
import { callsPerNumber, failedGuessesPerNumber } from '../bounds.js';
import { textOf } from '../client.js';
import { describeAnswers } from '../ledger.js';
import { FIRST_DAY } from '../world.js';
import { type Attacker, expectedTakeovers, guess, inTurn } from './attacker.js';

const ACTOR = 'guesser';
const VICTIM = '+79031234567';
const DAY_MS = 86_400_000;
/** As limits slide, a start is allowed again at any time. */
const PAUSE_MS = 1_800_000;
const GUESSES_PER_CALL = 5;

export function createGuesser({ days, addresses }: { readonly days: number; readonly addresses: number }): Attacker {
  return {
    name: 'guesser, one number',
    budget: `${days} days, ${addresses} addresses, a start every 30 min`,
    async attack(world) {
      const { time, ledger } = world;
      const { draw } = world.chance(1);
      const clients = addressesFrom(45, addresses).map((address) => world.client({ actor: ACTOR, address }));
      await time.sleepUntil(FIRST_DAY);
      for (let round = 0; time.now() < FIRST_DAY + days * DAY_MS; round += 1) {
        const client = inTurn(clients, round);
        const verificationId = textOf(await client.start(VICTIM), 'verificationId');
        for (let guesses = 0; verificationId !== '' && guesses < GUESSES_PER_CALL; guesses += 1) {
          const answer = await client.check(VICTIM, verificationId, guess(draw));
          if (answer.status !== 422) break;
        }
        await time.sleep(PAUSE_MS);
      }
      const starts = ledger.starts.filter(({ actor }) => actor === ACTOR);
      const checks = ledger.checks.filter(({ actor }) => actor === ACTOR);
      const failures = checks.filter(({ isFailure }) => isFailure);
      const tokens = checks.filter(({ isToken }) => isToken).length;
      const guesses = failures.length + tokens;
      return {
        answers: describeAnswers(starts),
        got: `${guesses} guesses, takeovers ${tokens} (expected ${expectedTakeovers(guesses)})`,
        bounds: [...failedGuessesPerNumber(failures), ...callsPerNumber(starts.filter(({ isDialled }) => isDialled))],
      };
    },
  };
}
