/** What honest users do: sign in once in a day, and once more if that did not work. */
import type { Chance } from '../proof/chance.js';
import { type Client, retryAfterOf, textOf } from './client.js';
import type { HttpAnswer } from './http-client.js';
import type { Person } from './people.js';
import { FIRST_DAY, type World } from './world.js';

/**
 * One try: a start, and all that the page offers from there: waiting where the answer says for how long (two minutes at most),
 * solving the challenge, two more calls, three codes. The second try is another start, as soon as the last answer allows, ten
 * minutes later at most.
 */
export type Tries = 1 | 2 | 'never';

export interface SignedIn {
  readonly person: Person;
  readonly tries: Tries;
  /** What the last answer said to those who never got in. */
  readonly reason: string;
}

const DAY_MS = 86_400_000;
const SECOND_MS = 1000;
const MOST_PATIENCE_SECONDS = 120;
const SECOND_TRY_SECONDS = 600;
const SOLVING_MS = 8 * SECOND_MS;
/** The first call and two more. */
const MOST_CALLS = 3;
/** Answers that the page can do nothing about at once, in one try. */
const MOST_WAITS = 3;

/** Those who return prove their numbers the day before; then everybody signs in at their time of the first day. */
export async function signInAll(world: World, people: readonly Person[]): Promise<readonly SignedIn[]> {
  return Promise.all(people.map((person, index) => world.time.spawn(() => live(world, person, world.chance(10_000 + index)))));
}

async function live(world: World, person: Person, chance: Chance): Promise<SignedIn> {
  const { time } = world;
  world.setMood(person.phone, 'answers');
  const client = world.client({ actor: 'honest', address: person.address });
  if (person.isReturning) {
    await time.sleepUntil(FIRST_DAY - DAY_MS + person.at);
    const proven = await tryOnce(world, client, { ...person, trouble: 'none' }, chance);
    if (proven !== 'in') throw new Error(`somebody could not sign in before any attack: ${describe(proven)}`);
  }
  await time.sleepUntil(FIRST_DAY + person.at);
  return signIn(world, client, person, chance);
}

/** Up to two tries. */
export async function signIn(world: World, client: Client, person: Person, chance: Chance): Promise<SignedIn> {
  const first = await tryOnce(world, client, person, chance);
  if (first === 'in') return { person, tries: 1, reason: '' };
  await world.time.sleep(Math.min(Math.max(retryAfterOf(first), 30), SECOND_TRY_SECONDS) * SECOND_MS);
  const second = await tryOnce(world, client, { ...person, trouble: 'none' }, chance);
  return second === 'in' ? { person, tries: 2, reason: '' } : { person, tries: 'never', reason: describe(second) };
}

const describe = (answer: HttpAnswer): string => `${answer.status} ${textOf(answer, 'code')} ${textOf(answer, 'reason')}`.trim();

async function tryOnce(world: World, client: Client, person: Person, chance: Chance): Promise<'in' | HttpAnswer> {
  const { time } = world;
  const { phone, trouble } = person;
  if (trouble === 'busy') world.setMood(phone, 'busy');
  if (trouble === 'no_call') world.setMood(phone, 'off');
  let answer = await patiently(world, client, () => client.start(phone));
  const verificationId = textOf(answer, 'verificationId');
  for (let call = 1; verificationId !== '' && call < MOST_CALLS && isCallMissed(answer, call, trouble); call += 1) {
    const retryAt = Date.parse(textOf(answer, 'retryAt'));
    if (Number.isNaN(retryAt)) return answer;
    await time.sleepUntil(Math.max(retryAt, time.now() + 20 * SECOND_MS));
    world.setMood(phone, 'answers');
    answer = await patiently(world, client, () => client.again(phone, verificationId));
  }
  if (answer.status !== 202) return answer;
  const code = await world.readCode(phone, textOf(answer, 'method'));
  await time.sleep(chance.between(8, 25) * SECOND_MS);
  if (trouble === 'typo') {
    await client.check(phone, verificationId, mistype(code));
    await time.sleep(chance.between(4, 12) * SECOND_MS);
  }
  const checked = await client.check(phone, verificationId, code);
  return checked.status === 200 ? 'in' : checked;
}

/** A first call that did not come, or one of which the provider said at once that it cannot. */
function isCallMissed(answer: HttpAnswer, call: number, trouble: Person['trouble']): boolean {
  if (answer.status === 409) return true;
  return answer.status === 202 && call === 1 && (trouble === 'busy' || trouble === 'no_call');
}

/** Solves the challenge if one is asked for, and waits where the page shows a countdown. */
export async function patiently(world: World, client: Client, ask: () => Promise<HttpAnswer>): Promise<HttpAnswer> {
  let answer = await ask();
  for (let wait = 0; wait < MOST_WAITS; wait += 1) {
    const seconds = retryAfterOf(answer);
    if (answer.status === 403) {
      await world.time.sleep(SOLVING_MS);
      client.solveChallenge();
    } else if ((answer.status === 429 || answer.status === 503) && seconds <= MOST_PATIENCE_SECONDS) {
      await world.time.sleep(Math.max(1, seconds) * SECOND_MS);
    } else {
      return answer;
    }
    answer = await ask();
  }
  return answer;
}

/** The last digit is another one. */
function mistype(code: string): string {
  return code.slice(0, -1) + String((Number(code.at(-1)) + 1) % 10);
}

/** The share that got in at the first try, and at the second at the latest. */
export interface Shares {
  readonly people: number;
  readonly first: number;
  readonly second: number;
}

export function sharesOf(signedIn: readonly SignedIn[]): Shares {
  const people = signedIn.length;
  const first = signedIn.filter(({ tries }) => tries === 1).length;
  const in2 = signedIn.filter(({ tries }) => tries !== 'never').length;
  return { people, first: people === 0 ? 1 : first / people, second: people === 0 ? 1 : in2 / people };
}
