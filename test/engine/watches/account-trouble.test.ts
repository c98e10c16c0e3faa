import { describe, expect, it } from 'vitest';
import { createTroubleWatch } from '../../../src/engine/watches/account-trouble.js';
import { createTestClock, MINUTE } from '../../support/test-clock.js';

function setUp() {
  const clock = createTestClock();
  const told: object[] = [];
  const watch = createTroubleWatch((event) => told.push(event), clock);
  return { clock, told, raise: watch.raise };
}

const trouble = (provider: string, reason: string) => ({ type: 'account.trouble', provider, reason });

describe('trouble with an account', () => {
  it('is told once, however often it is met within five minutes', () => {
    const { clock, told, raise } = setUp();
    for (let call = 0; call < 100; call += 1) raise('mcn', 'http_403');
    clock.advance(5 * MINUTE - 1);
    raise('mcn', 'http_403');
    expect(told).toEqual([trouble('mcn', 'http_403')]);
  });

  it('is told again after five minutes, also when it never ceased', () => {
    const { clock, told, raise } = setUp();
    for (let minute = 0; minute <= 12; minute += 1) {
      raise('mcn', 'http_403');
      clock.advance(MINUTE);
    }
    expect(told).toHaveLength(3);
  });

  it('is told for each cause and each account', () => {
    const { told, raise } = setUp();
    raise('mcn', 'http_403');
    raise('mcn', 'billing_failure');
    raise('mcn-2', 'http_403');
    raise('mcn', 'http_403');
    expect(told).toEqual([trouble('mcn', 'http_403'), trouble('mcn', 'billing_failure'), trouble('mcn-2', 'http_403')]);
  });

  it('is told though the clock was set back', () => {
    const { clock, told, raise } = setUp();
    raise('mcn', 'http_403');
    clock.advance(-60 * MINUTE);
    raise('mcn', 'http_403');
    raise('mcn', 'http_403');
    expect(told).toHaveLength(2);
  });

  it('of the last thousand causes is remembered, and no more', () => {
    const { told, raise } = setUp();
    for (let cause = 0; cause <= 1000; cause += 1) raise('mcn', `cause_${cause}`);
    raise('mcn', 'cause_1000');
    raise('mcn', 'cause_1');
    expect(told).toHaveLength(1001);
    raise('mcn', 'cause_0');
    expect(told).toHaveLength(1002);
  });
});
