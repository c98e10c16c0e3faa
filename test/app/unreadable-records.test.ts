import {
  type CallVerification,
  type CallVerificationEvent,
  type CallVerificationOptions,
  type CallVerificationStore,
  createCallVerification,
  createMemoryStore,
} from 'express-call-verification';
import type { VirtualTelephone } from 'express-call-verification/simulator';
import { describe, expect, it } from 'vitest';
import { newNumber, newSecret, openAccounts, openSimulator, otherThan } from '../support/shop.js';

interface World {
  readonly phone: string;
  readonly telephone: VirtualTelephone;
  /** Everything that the services of this world have reported. */
  readonly events: CallVerificationEvent[];
  advance(seconds: number): void;
  /** A process with these secrets; the last is the one begun with. All share the store. */
  process(secrets: readonly string[], options?: Partial<CallVerificationOptions>): CallVerification;
  /** What lies in the store under the only key that begins so. */
  stored(prefix: string): Promise<string | undefined>;
  /** Changes that as no process of this version would. */
  tamper(prefix: string, change: (raw: string) => string): Promise<void>;
}

/** A memory store that tells the keys of its values. */
function createOpenStore(clock: () => number): { store: CallVerificationStore; keys: Set<string> } {
  const memory = createMemoryStore({ clock });
  const keys = new Set<string>();
  const put: CallVerificationStore['put'] = (key, value, options) => {
    keys.add(key);
    return memory.put(key, value, options);
  };
  return { store: { ...memory, put }, keys };
}

async function openWorld(): Promise<World> {
  const simulator = await openSimulator();
  const { mcn } = openAccounts(simulator);
  let now = Date.parse('2026-03-01T12:00:00Z');
  const clock = (): number => now;
  const { store, keys } = createOpenStore(clock);
  const events: CallVerificationEvent[] = [];
  const phone = newNumber();
  const keyOf = (prefix: string): string => {
    const found = [...keys].filter((key) => key.startsWith(prefix));
    if (found.length !== 1) throw new Error(`${found.length} keys begin with ${prefix}`);
    return found[0] ?? '';
  };
  return {
    phone,
    telephone: simulator.telephone(phone),
    events,
    advance(seconds) {
      now += seconds * 1000;
    },
    process: (secrets, options) =>
      createCallVerification({
        countries: ['RU'],
        methods: [mcn.flashCall()],
        ...{ store, clock, secret: secrets, pseudonymKey: secrets.at(-1), onEvent: (event) => events.push(event) },
        ...options,
      }),
    stored: (prefix) => store.get(keyOf(prefix)),
    async tamper(prefix, change) {
      const raw = (await store.get(keyOf(prefix))) ?? '';
      await store.put(keyOf(prefix), change(raw), { expected: raw, expiresAt: now + 3_600_000 });
    },
  };
}

const UNAVAILABLE = { ok: false, code: 'temporarily_unavailable' };
const [OLD, NEW] = [newSecret('the old secret'), newSecret('the new secret')];
const KEY = 'a-key-of-one-client';
const shownBy = (telephone: VirtualTelephone): string => telephone.shown?.slice(-4) ?? '';

async function begin(calls: CallVerification, phone: string, idempotencyKey?: string): Promise<string> {
  const started = await calls.start({ phone, idempotencyKey });
  if (!started.ok) throw new Error(`the start failed: ${started.code}`);
  return started.verificationId;
}

const unreadable = ({ events }: World) => events.filter((event) => event.type === 'record.unreadable');

/** Swaps one character at the end, in the authentication tag. */
const damage = (raw: string): string => `${raw.slice(0, -2)}${raw.at(-2) === 'A' ? 'B' : 'A'}${raw.slice(-1)}`;

/** What a process meets, and which reason it reports. */
const SHAPES = [
  ['sealed by a secret that is not given', 'unknown_key', (raw: string) => raw.replace(/\.[\w-]{8}\./, '.Zm9vYmFy.')],
  ['damaged', 'altered', damage],
  ['cut off', 'altered', (raw: string) => raw.slice(0, 20)],
  ['of a newer format', 'unknown_format', (raw: string) => raw.replace(/^\d+/, '99')],
  ['of a newer format with more parts', 'unknown_format', (raw: string) => `${raw}.more`],
  ['no sealed value at all', 'unknown_format', () => '{"phone":"something"}'],
  ['an empty text', 'unknown_format', () => ''],
] as const;

describe.each(SHAPES)('the entry of a number that is %s', (_, reason, change) => {
  it('is not taken as empty by anything that a client can do: 503, nothing is dialled, nothing is written', async () => {
    const world = await openWorld();
    const calls = world.process([OLD]);
    const verificationId = await begin(calls, world.phone);
    const code = shownBy(world.telephone);
    world.advance(60);
    await world.tamper('n:', change);
    const raw = await world.stored('n:');
    const results = [
      await calls.start({ phone: world.phone }),
      await calls.start({ phone: world.phone, idempotencyKey: KEY }),
      await calls.start({ verificationId }),
      await calls.check({ verificationId, code }),
      await calls.check({ verificationId, code, idempotencyKey: KEY }),
      await calls.status({ verificationId }),
      await calls.cancel({ verificationId }),
      await calls.unlock(world.phone),
    ];
    expect(results).toEqual(results.map(() => expect.objectContaining(UNAVAILABLE)));
    expect(world.telephone.calls).toHaveLength(1);
    expect(await world.stored('n:')).toBe(raw);
  });

  it('is reported once a minute, with what to do, and nothing secret', async () => {
    const world = await openWorld();
    const calls = world.process([OLD]);
    const verificationId = await begin(calls, world.phone);
    await world.tamper('n:', change);
    const raw = (await world.stored('n:')) ?? '';
    for (let round = 0; round < 3; round += 1) await calls.status({ verificationId });
    const [event, ...more] = unreadable(world);
    expect(more).toEqual([]);
    expect(event).toMatchObject({ reason, countsAsEmpty: false, advice: expect.stringMatching(/^[A-Z].{20,}\.$/) });
    const [, keyId] = /^\d+\.([\w-]{8})\./.exec(raw) ?? [];
    expect(event?.keyId).toBe(keyId);
    expect(world.events.filter(({ type }) => type === 'store.failed')).toEqual([]);
    expect(JSON.stringify(event)).not.toContain(raw.slice(13, 40) || 'something');
    world.advance(60);
    await calls.status({ verificationId });
    expect(unreadable(world)).toHaveLength(2);
  });

  it('is erased by `forget`, and then the number is a new one', async () => {
    const world = await openWorld();
    const calls = world.process([OLD]);
    const verificationId = await begin(calls, world.phone);
    world.advance(60);
    await world.tamper('n:', change);
    expect(await calls.forget(world.phone)).toMatchObject({ ok: true });
    expect(await calls.status({ verificationId })).toMatchObject({ code: 'verification_not_found' });
    expect(await calls.start({ phone: world.phone })).toMatchObject({ ok: true });
  });

  it('counts as empty, and is overwritten, only for a host that says so, which is reported, too', async () => {
    const world = await openWorld();
    const verificationId = await begin(world.process([OLD]), world.phone);
    world.advance(60);
    await world.tamper('n:', change);
    const calls = world.process([OLD], { dangerouslyOverwriteUnreadable: true });
    expect(await calls.status({ verificationId })).toMatchObject({ code: 'verification_not_found' });
    expect(await calls.start({ phone: world.phone })).toMatchObject({ ok: true });
    expect(unreadable(world)).toMatchObject([{ reason, countsAsEmpty: true }]);
  });
});

describe.each(SHAPES)('the link from a call that is %s', (_, reason, change) => {
  it('has the provider send its report again', async () => {
    const world = await openWorld();
    const calls = world.process([OLD]);
    const verificationId = await begin(calls, world.phone);
    const body = { verification_call_uuid: world.telephone.calls[0]?.id, q931_status: 20 };
    const report = () => calls.report('mcn', { method: 'POST', headers: {}, query: {}, body });
    let before = '';
    await world.tamper('c:', (raw) => {
      before = raw;
      return change(raw);
    });
    const raw = await world.stored('c:');
    expect(await report()).toMatchObject(UNAVAILABLE);
    expect(await world.stored('c:')).toBe(raw);
    expect(unreadable(world)).toMatchObject([{ reason }]);
    await world.tamper('c:', () => before);
    expect(await report()).toEqual({ ok: true, reports: 1 });
    expect(await calls.status({ verificationId })).toMatchObject({ call: { outcome: 'unavailable' } });
  });
});

describe.each(SHAPES)('the record of a key that is %s', (_, reason, change) => {
  it('answers its request with 503, and neither dials nor evaluates', async () => {
    const world = await openWorld();
    const calls = world.process([OLD]);
    await begin(calls, world.phone, KEY);
    await world.tamper('i:', change);
    const raw = await world.stored('i:');
    world.advance(60);
    expect(await calls.start({ phone: world.phone, idempotencyKey: KEY })).toMatchObject(UNAVAILABLE);
    expect(world.telephone.calls).toHaveLength(1);
    expect(await world.stored('i:')).toBe(raw);
    expect(unreadable(world)).toMatchObject([{ reason }]);
  });

  it('has no code evaluated under it', async () => {
    const world = await openWorld();
    const calls = world.process([OLD]);
    const verificationId = await begin(calls, world.phone);
    const code = shownBy(world.telephone);
    await calls.check({ verificationId, code: otherThan(code), idempotencyKey: KEY });
    await world.tamper('i:', change);
    expect(await calls.check({ verificationId, code, idempotencyKey: KEY })).toMatchObject(UNAVAILABLE);
    expect(await calls.status({ verificationId })).toMatchObject({ status: 'pending', checksLeft: 2 });
  });
});

describe('one process of each secret, where the step between them was left out', () => {
  it('evaluates no more guesses of a number in a day than its limit, whichever is asked', async () => {
    const world = await openWorld();
    const processes = [world.process([OLD]), world.process([NEW, OLD])];
    let guesses = 0;
    for (let round = 0; round < 60; round += 1) {
      for (const calls of processes) {
        world.advance(60);
        const started = await calls.start({ phone: world.phone });
        if (!started.ok) continue;
        const wrong = { verificationId: started.verificationId, code: otherThan(shownBy(world.telephone)) };
        for (const each of [...processes, ...processes]) {
          const checked = await each.check(wrong);
          if (!checked.ok && checked.code === 'code_incorrect') guesses += 1;
        }
      }
    }
    expect(guesses).toBeGreaterThan(0);
    expect(guesses).toBeLessThanOrEqual(10);
    const ids = new Set(unreadable(world).map(({ keyId }) => keyId));
    expect(ids.size).toBe(1);
    expect(unreadable(world)[0]).toMatchObject({ reason: 'unknown_key', advice: expect.stringContaining('`secret`') });
  });

  it('is healed by giving the missing secret: nothing of the number was lost', async () => {
    const world = await openWorld();
    const verificationId = await begin(world.process([NEW, OLD]), world.phone);
    const code = shownBy(world.telephone);
    expect(await world.process([OLD]).check({ verificationId, code: otherThan(code) })).toMatchObject(UNAVAILABLE);
    expect(await world.process([OLD, NEW], { pseudonymKey: OLD }).check({ verificationId, code: otherThan(code) })).toMatchObject({
      checksLeft: 2,
    });
    expect(await world.process([NEW, OLD]).check({ verificationId, code })).toMatchObject({ ok: true, status: 'verified' });
  });
});

describe('a verification whose secret is missing, in an entry that was written since by another secret', () => {
  it('is neither checked nor called again: 503, and one event names its key', async () => {
    const world = await openWorld();
    const verificationId = await begin(world.process([OLD]), world.phone);
    const code = shownBy(world.telephone);
    // The entry is sealed by the new secret from here on, but the code still comes from the old one.
    await world.process([NEW, OLD]).check({ verificationId, code: otherThan(code) });
    world.advance(60);
    const without = world.process([NEW], { pseudonymKey: OLD });
    expect(await without.check({ verificationId, code })).toMatchObject(UNAVAILABLE);
    expect(await without.start({ verificationId })).toMatchObject(UNAVAILABLE);
    expect(unreadable(world)).toMatchObject([{ reason: 'unknown_key' }]);
    expect(await world.process([NEW, OLD]).check({ verificationId, code })).toMatchObject({ ok: true });
    const careless = world.process([NEW], { pseudonymKey: OLD, dangerouslyOverwriteUnreadable: true });
    world.advance(60);
    const again = await begin(world.process([OLD, NEW], { pseudonymKey: OLD }), world.phone);
    expect(await careless.check({ verificationId: again, code })).toMatchObject({ code: 'verification_not_found' });
  });
});
