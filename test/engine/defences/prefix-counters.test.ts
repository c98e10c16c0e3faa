/** The counter of an hour, which holds two figures. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHour, VERIFIED } from '../../../src/engine/defences/prefix-counters.js';

describe('the counter of an hour', () => {
  it('gives dials and verified ones back, however they were added', () => {
    fc.assert(
      fc.property(fc.nat(2 ** 25 - 1), fc.nat(2 ** 26), (dials, verified) => {
        expect(readHour(dials + verified * VERIFIED)).toEqual({ dials, verified });
      }),
    );
  });

  it('does not borrow from one for the other when more is taken back than was counted', () => {
    expect(readHour(3 * VERIFIED - 2)).toEqual({ dials: 0, verified: 3 });
    expect(readHour(-2)).toEqual({ dials: 0, verified: 0 });
  });
});
