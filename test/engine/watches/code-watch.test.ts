/** The codes that a real provider's method tells, watched by the engine's clock. */
import { describe, expect, it } from 'vitest';
import { type CodeWatchOptions, createCodeWatch } from '../../../src/engine/watches/code-watch.js';
import { createMcn } from '../../../src/providers/mcn/create-mcn.js';
import { createMobilGroup } from '../../../src/providers/mobilgroup/create-mobil-group.js';
import { seededRandom } from '../../support/seeded-random.js';
import { createTestClock, DAY, HOUR } from '../../support/test-clock.js';

const mobilGroup = createMobilGroup({ apiKey: 'APIKEY' });
const flashCall = mobilGroup.flashCall();
const callerCall = mobilGroup.voiceCall({ codeFrom: 'caller' });
const ours = [mobilGroup.voiceCall(), mobilGroup.flashCall({ codeFrom: 'us' }), createMcn({ token: 'T', accountId: '1' }).flashCall()];

function setUp(options: Pick<CodeWatchOptions, 'minEntropyBits'> = {}) {
  const clock = createTestClock();
  const told: { type: string }[] = [];
  const watch = createCodeWatch({ ...options, emit: (event) => told.push(event), clock });
  const tell = (codes: readonly string[], method = flashCall): void => {
    for (const code of codes) watch.told(method, code);
  };
  return { clock, told, watch, tell };
}

const same = (times: number, code = '4711'): string[] => new Array<string>(times).fill(code);
/** `size` codes all over the space, drawn with a seed. */
function drawn(count: number, size: number, seed = 1): string[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => String((Math.floor(random() * size) * 7919 + 13) % 10_000).padStart(4, '0'));
}

const alarm = { type: 'codes.predictable', provider: 'mobilgroup', methodId: 'mobilgroup.flashCall' };

describe('codes of a provider', () => {
  it('that are fair raise no alarm, however many come', () => {
    const { told, watch, tell } = setUp({ minEntropyBits: 12 });
    tell(drawn(900, 10_000));
    expect(told).toEqual([]);
    expect(watch.isTrusted(flashCall)).toBe(true);
  });

  it('that are always the same raise one at the fourth', () => {
    const { told, watch, tell } = setUp();
    tell(same(3));
    expect(told).toEqual([]);
    tell(same(1));
    expect(told).toEqual([{ ...alarm, reason: 'repeats', entropyBits: 0, sample: 4, isSwitchedOff: false }]);
    expect(watch.isTrusted(flashCall)).toBe(true);
  });

  it('that count up raise one for a sequence', () => {
    const { told, tell } = setUp();
    tell(Array.from({ length: 20 }, (_, index) => String(9990 + index).slice(-4)).map((code) => code.padStart(4, '0')));
    expect(told).toMatchObject([{ ...alarm, reason: 'sequence', entropyBits: 0 }]);
  });

  it('raise an alarm at most once an hour while they stay predictable', () => {
    const { clock, told, tell } = setUp();
    tell(drawn(300, 100));
    clock.advance(HOUR - 1);
    tell(drawn(10, 100, 2));
    expect(told).toHaveLength(1);
    clock.advance(1);
    tell(drawn(10, 100, 3));
    expect(told).toHaveLength(2);
    expect(told[1]).toMatchObject({ sample: 300, entropyBits: 6.5 });
  });

  it('are judged by the last 300, so that what was mended is forgotten', () => {
    const { clock, told, tell } = setUp();
    tell(drawn(300, 100));
    tell(drawn(300, 10_000));
    clock.advance(HOUR);
    tell(drawn(300, 10_000, 2));
    expect(told).toHaveLength(1);
  });

  it('are judged method by method, and length by length', () => {
    const { told, watch, tell } = setUp({ minEntropyBits: 10 });
    tell(same(3));
    tell(same(3), callerCall);
    tell(same(3, '47110'));
    expect(told).toEqual([]);
    tell(same(1), callerCall);
    expect(told).toMatchObject([{ methodId: 'mobilgroup.voiceCall', sample: 4 }]);
    expect([watch.isTrusted(flashCall), watch.isTrusted(callerCall)]).toEqual([true, false]);
  });

  it('told again to the same number are one draw', () => {
    const { told, watch } = setUp();
    for (let call = 0; call < 20; call += 1) watch.told(flashCall, '4711', 'A');
    expect(told).toEqual([]);
    for (const number of ['B', 'C', 'D']) watch.told(flashCall, '4711', number);
    expect(told).toMatchObject([{ ...alarm, sample: 4 }]);
  });

  it('are nobody else’s: codes of ours, none, and what is no code are not looked at', () => {
    const { told, watch, tell } = setUp({ minEntropyBits: 10 });
    for (const method of ours) tell(same(10), method);
    for (const code of [undefined, '', '471', 'XXXX', '4711 ', '12345678901']) {
      for (let call = 0; call < 10; call += 1) watch.told(flashCall, code);
    }
    expect(told).toEqual([]);
    for (const method of [...ours, flashCall]) expect(watch.isTrusted(method)).toBe(true);
  });
});

describe('a method whose codes are worth too little', () => {
  it('is out of use, and the host is told so', () => {
    const { told, watch, tell } = setUp({ minEntropyBits: 10 });
    tell(drawn(150, 100));
    expect(watch.isTrusted(flashCall)).toBe(false);
    expect(told.at(-1)).toMatchObject({ ...alarm, reason: 'repeats', isSwitchedOff: true });
  });

  it('is told of even when an alarm was raised a moment ago', () => {
    const { told, tell } = setUp({ minEntropyBits: 6 });
    tell(same(4));
    expect(told).toMatchObject([{ isSwitchedOff: false }]);
    tell(same(10));
    expect(told).toMatchObject([{ isSwitchedOff: false }, { isSwitchedOff: true }]);
  });

  it('stays in use if its pool is predictable but large enough', () => {
    const { told, watch, tell } = setUp({ minEntropyBits: 6 });
    tell(drawn(600, 100));
    expect(told).toMatchObject([{ isSwitchedOff: false }]);
    expect(watch.isTrusted(flashCall)).toBe(true);
  });

  it('is tried again after a day, judged by new codes only', () => {
    const { clock, told, watch, tell } = setUp({ minEntropyBits: 10 });
    tell(same(4));
    // Calls that were on their way.
    tell(same(5));
    clock.advance(DAY - 1);
    expect(watch.isTrusted(flashCall)).toBe(false);
    clock.advance(1);
    expect(watch.isTrusted(flashCall)).toBe(true);
    tell(drawn(300, 10_000));
    tell(same(3));
    expect(watch.isTrusted(flashCall)).toBe(true);
    expect(told).toHaveLength(1);
  });

  it('is out of use again as soon as it is found out again', () => {
    const { clock, told, watch, tell } = setUp({ minEntropyBits: 10 });
    tell(same(4));
    clock.advance(DAY);
    tell(same(4));
    expect(watch.isTrusted(flashCall)).toBe(false);
    expect(told).toHaveLength(2);
  });

  it('by its pool of exactly that worth is not', () => {
    for (let seed = 0; seed < 5; seed += 1) {
      const { watch, tell } = setUp({ minEntropyBits: 10 });
      tell(drawn(600, 1024, seed));
      expect(watch.isTrusted(flashCall)).toBe(true);
    }
  });
});

describe('an alarm', () => {
  it('holds neither codes nor numbers', () => {
    const { told, watch } = setUp({ minEntropyBits: 10 });
    for (const number of ['person-1', 'person-2', 'person-3', 'person-4']) watch.told(flashCall, '47110815', number);
    expect(told).toHaveLength(1);
    expect(Object.keys(told[0] ?? {}).sort()).toEqual(['entropyBits', 'isSwitchedOff', 'methodId', 'provider', 'reason', 'sample', 'type']);
    expect(JSON.stringify(told)).not.toMatch(/4711|person/);
  });
});
