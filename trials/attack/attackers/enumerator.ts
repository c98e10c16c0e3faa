/** Asks about ids and numbers that it does not know, and compares the answers: those that differ tell it something. */
import { randomBytes } from 'node:crypto';
import { addressesFrom } from '../addresses.js';
import { none } from '../bounds.js';
import { textOf } from '../client.js';
import type { HttpAnswer } from '../http-client.js';
import { numbersAnywhere } from '../numbers.js';
import { FIRST_DAY, type World } from '../world.js';
import { type Attacker, inParallel, inTurn } from './attacker.js';

const ACTOR = 'enumerator';
const WIDTH = 16;
const DAY_MS = 86_400_000;
const ID_BYTES = 40;

export interface Enumerating {
  readonly ids: number;
  /** Half of these numbers were verified the day before. */
  readonly numbers: number;
}

export function createEnumerator({ ids, numbers }: Enumerating): Attacker {
  return {
    name: 'enumerator',
    budget: `${ids} ids that it made up or changed, ${numbers} numbers`,
    async attack(world) {
      const { time } = world;
      const phones = numbersAnywhere(numbers, world.chance(4));
      const known = phones.filter((_, index) => index % 2 === 0);
      await time.sleepUntil(FIRST_DAY - DAY_MS / 2);
      const strange = await proveAll(world, known);
      await time.sleepUntil(FIRST_DAY);
      const addresses = addressesFrom(56, Math.ceil(ids / 50));
      const answers = new Set<string>();
      const openId = await begin(world);
      const tries = Array.from({ length: ids }, (_, index) => inTurn([anyId, () => changed(openId, index), () => strange], index)());
      await inParallel(tries, WIDTH, async (verificationId, index) => {
        const forwardedFor = inTurn(addresses, index);
        // An id that is right, with the wrong purpose, must look like one that is not.
        const [path, id] = index % 4 === 0 ? ['/payments/check', openId] : ['/auth/call/check', verificationId];
        answers.add(signatureOf(await world.http.send('POST', path, { forwardedFor, json: { verificationId: id, code: '1234' } })));
        const headers = { 'verification-id': anyId() };
        answers.add(signatureOf(await world.http.send('GET', '/auth/call/status', { forwardedFor, headers })));
        const accept = 'text/event-stream';
        answers.add(signatureOf(await world.http.send('GET', '/auth/call/status', { forwardedFor, headers: { ...headers, accept } })));
      });
      const shapes = { known: new Set<string>(), unknown: new Set<string>() };
      const clients = addressesFrom(57, numbers).map((address) => world.client({ actor: ACTOR, address }));
      await inParallel(phones, WIDTH, async (phone, index) => {
        shapes[index % 2 === 0 ? 'known' : 'unknown'].add(shapeOf(await inTurn(clients, index).start(phone)));
      });
      // Limits that others reach meanwhile may add an answer for both.
      const telling = [...shapes.known].filter((shape) => !shapes.unknown.has(shape)).length;
      const silent = [...shapes.unknown].filter((shape) => !shapes.known.has(shape)).length;
      return {
        answers: [...answers].map((each) => each.slice(0, 3)).join(', '),
        got: `${answers.size} kind of answer about ids, ${shapes.known.size} about numbers`,
        bounds: [
          none('further answers about ids', answers.size - 1),
          none('answers that only known or only new numbers get', telling + silent),
        ],
      };
    },
  };
}

const anyId = (): string => randomBytes(ID_BYTES).toString('base64url');

/** An id with one bit turned. */
function changed(id: string, index: number): string {
  const bytes = Buffer.from(id, 'base64url');
  const at = index % bytes.length;
  bytes[at] = (bytes[at] ?? 0) ^ (1 << (index % 8));
  return bytes.toString('base64url');
}

/** Verifies the numbers as their owners would; gives an id that was good once, long ago. */
async function proveAll(world: World, phones: readonly string[]): Promise<string> {
  const addresses = addressesFrom(189, phones.length);
  let last = '';
  for (const [index, phone] of phones.entries()) {
    world.setMood(phone, 'answers');
    const owner = world.client({ actor: 'owner', address: inTurn(addresses, index) });
    const answer = await owner.start(phone);
    const code = await world.readCode(phone, textOf(answer, 'method'));
    const verificationId = textOf(answer, 'verificationId');
    await owner.check(phone, verificationId, code);
    last = verificationId;
  }
  return last;
}

/** A verification of somebody else, open now. */
async function begin(world: World): Promise<string> {
  const owner = world.client({ actor: 'owner', address: '190.20.0.99' });
  owner.solveChallenge();
  return textOf(await owner.start('+79675550001'), 'verificationId');
}

/** All of an answer that could tell two cases apart, but for counters of the asker's own address. */
function signatureOf({ status, headers, text }: HttpAnswer): string {
  const names = Object.keys(headers).filter((name) => name !== 'ratelimit' && name !== 'ratelimit-policy');
  return `${status} ${headers['content-type']} ${names.sort().join(' ')} ${text}`;
}

/** The names and kinds of an answer's members; values that are new each time aside. */
function shapeOf({ status, body }: HttpAnswer): string {
  const { method, codeLength, checksLeft, nextMethods } = body;
  return JSON.stringify([status, Object.keys(body).sort(), method, codeLength, checksLeft, nextMethods]);
}
