/**
 * Asks what no answer may tell: whether a number was called, verified or guessed at lately. It compares the answers about numbers that
 * differ in this alone. Only starts that can ring a telephone may tell something, and only by when the next one may be.
 */
import { addressesFrom } from '../addresses.js';
import { none } from '../bounds.js';
import { type Client, textOf } from '../client.js';
import type { HttpAnswer } from '../http-client.js';
import { numbersAnywhere } from '../numbers.js';
import { BAD_NETWORK, DOUBTFUL_NETWORK } from '../setup.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inTurn } from './attacker.js';
import { HISTORIES, makeHistories, type NumberWithHistory } from './number-histories.js';

const ACTOR = 'number enumerator';
const MINUTE_MS = 60_000;
/** Nobody else is at work then. */
const BEGIN = FIRST_DAY - 2 * 3_600_000;
/** A prefix of its own, which it makes suspicious. */
const SUSPECTED = '+7929555';
const STARTS_TO_TRIP = 45;

export function createNumberEnumerator({ each }: { readonly each: number }): Attacker {
  return {
    name: 'enumerator of numbers',
    budget: `${each} numbers of each of ${HISTORIES.length} histories, as mobile, fixed and suspected numbers`,
    async attack(world) {
      const { time } = world;
      const drawn = numbersAnywhere(each * HISTORIES.length, world.chance(25));
      const mobile = withHistories(drawn);
      const fixed = withHistories(drawn.map((_, index) => `+749512${String(34_500 + index)}`));
      const suspected = withHistories(drawn.map((_, index) => `${SUSPECTED}${String(9000 + index)}`));
      await makeHistories(world, [...mobile, ...fixed.map((number) => ({ ...number, method: 'voice_call' })), ...suspected], BEGIN);
      await time.sleepUntil(BEGIN);
      const findings = new Map<string, Set<string>>();
      const unrounded: string[] = [];
      const nextClient = clientsOf(world, 63);
      const doubtful = clientsOf(world, DOUBTFUL_NETWORK);
      const bad = clientsOf(world, BAD_NETWORK);
      const compare = async (probe: string, numbers: readonly NumberWithHistory[], ask: (phone: string) => Promise<HttpAnswer>) => {
        const answers = new Set<string>();
        for (const { phone } of numbers) answers.add(refusalOf(await ask(phone)));
        findings.set(probe, answers);
      };
      await compare('a kind that the shop has not', mobile, (phone) => nextClient().start(phone, 'sms'));
      await compare('a kind that these numbers have not', fixed, (phone) => nextClient().start(phone, 'flash_call'));
      await compare('a challenge by the policy', mobile, (phone) => doubtful().start(phone));
      await compare('a denial by the policy', mobile, (phone) => bad().start(phone));
      for (let index = 0; index < STARTS_TO_TRIP; index += 1) await nextClient().start(`${SUSPECTED}${String(1000 + index)}`);
      await compare('a prefix under suspicion', suspected, (phone) => nextClient().start(phone));
      await askOwn(world, mobile, nextClient, findings, unrounded);
      await askFurther(world, nextClient, findings);
      const telling = [...findings].filter(([, answers]) => answers.size > 1);
      const got = telling.map(([probe, answers]) => `${probe}: ${answers.size} answers`).join('; ');
      return {
        answers: [...findings].map(([, answers]) => [...answers].map((answer) => answer.slice(0, 3)).join('/')).join(', '),
        got: got === '' ? `nothing, by ${findings.size} probes` : `told apart by ${got}`,
        bounds: [
          none('probes that cannot ring, and tell numbers apart', telling.length),
          none('times told that are not rounded up', unrounded.length),
        ],
      };
    },
  };
}

/** A call that rings: then what its own check, status and stream say, but for when the next call may be. */
async function askOwn(
  world: World,
  numbers: readonly NumberWithHistory[],
  nextClient: () => Client,
  findings: Map<string, Set<string>>,
  unrounded: string[],
): Promise<void> {
  const add = (probe: string, shape: string): void => void findings.set(probe, (findings.get(probe) ?? new Set()).add(shape));
  for (const { phone } of numbers) {
    const client = nextClient();
    const before = world.time.now();
    const answer = await client.start(phone);
    if (answer.status !== 202) continue;
    const dialled = { before, after: world.time.now() };
    const note = (body: HttpAnswer['body']): void => {
      if (!isRounded(body['retryAt'], dialled)) unrounded.push(String(body['retryAt']));
    };
    note(answer.body);
    add('a start that rang', ownShapeOf(answer.status, answer.body));
    const verificationId = textOf(answer, 'verificationId');
    await world.readCode(phone, textOf(answer, 'method'));
    const asking = { forwardedFor: client.address, headers: { 'verification-id': verificationId } };
    const status = await world.http.send('GET', '/auth/call/status', asking);
    note(status.body);
    add('a status', ownShapeOf(status.status, status.body));
    const stream = await world.http.stream('/auth/call/status', asking);
    stream.close();
    const [first = {}] = stream.documents;
    note(first);
    add('a stream', ownShapeOf(stream.status, first));
    const checked = await client.check(phone, verificationId, '0000');
    if (checked.status !== 200) add('a check', ownShapeOf(checked.status, checked.body));
  }
}

/** Has verifications of two numbers; the owner of one then begins his own. */
async function askFurther(world: World, nextClient: () => Client, findings: Map<string, Set<string>>): Promise<void> {
  const { time } = world;
  await time.sleep(2 * MINUTE_MS);
  const [quiet = '', called = ''] = numbersAnywhere(2, world.chance(26));
  const own = [];
  for (const phone of [quiet, called]) {
    world.setMood(phone, 'answers');
    const client = nextClient();
    own.push({ phone, client, verificationId: textOf(await client.start(phone), 'verificationId') });
  }
  await time.sleep(2 * MINUTE_MS);
  const [address = ''] = addressesFrom(197, 1);
  await world.client({ actor: 'somebody', address }).start(called);
  await time.sleep(MINUTE_MS / 4);
  const further = new Set<string>();
  const status = new Set<string>();
  for (const { phone, client, verificationId } of own) {
    const answer = await client.again(phone, verificationId, 'sms');
    further.add(ownShapeOf(answer.status, answer.body));
    const asking = { forwardedFor: client.address, headers: { 'verification-id': verificationId } };
    const told = await world.http.send('GET', '/auth/call/status', asking);
    status.add(ownShapeOf(told.status, told.body));
  }
  findings.set('a further attempt of a kind that the shop has not', further);
  findings.set('a status after a call of the owner', status);
}

function withHistories(phones: readonly string[]): readonly NumberWithHistory[] {
  return phones.map((phone, index) => ({ phone, history: inTurn(HISTORIES, index) }));
}

/** One after the other, each at an address that was not seen before. */
function clientsOf(world: World, first: number): () => Client {
  const addresses = addressesFrom(first, 2000);
  let next = 0;
  return () => world.client({ actor: ACTOR, address: addresses[next++] ?? '' });
}

/** All of a refusal, but for counters of the asker's own address. */
function refusalOf({ status, headers, text }: HttpAnswer): string {
  const names = Object.keys(headers).filter((name) => name !== 'ratelimit' && name !== 'ratelimit-policy');
  return `${status} ${headers['content-type']} ${headers['retry-after'] ?? ''} ${names.sort().join(' ')} ${text}`;
}

/** Members that are new each time, or that say when the next call may be. */
const OWN_TO_EACH: ReadonlySet<string> = new Set(['verificationId', 'phone', 'expiresAt', 'retryAt', 'nextMethods']);

function ownShapeOf(status: number, body: HttpAnswer['body']): string {
  const members = Object.entries(body).map(([name, value]) => (OWN_TO_EACH.has(name) ? [name] : [name, value]));
  return `${status} ${JSON.stringify(members.sort())}`;
}

/** As `Retry-After`, from the call on: to seconds within a minute, to half a minute within ten; and to a second of the clock. */
function isRounded(retryAt: unknown, { before, after }: { readonly before: number; readonly after: number }): boolean {
  if (typeof retryAt !== 'string') return true;
  const at = Date.parse(retryAt);
  const step = at - after <= MINUTE_MS ? 1000 : MINUTE_MS / 2;
  return at % 1000 === 0 && (at - before) % step <= after - before + 1000;
}
