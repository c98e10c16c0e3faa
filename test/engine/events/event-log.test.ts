import { describe, expect, it } from 'vitest';
import { LEVELS, logEvent } from '../../../src/engine/events/event-log.js';
import { createEventWarnings } from '../../../src/engine/events/event-warnings.js';
import type { CallVerificationEvent, EventDetails } from '../../../src/ports/events.js';
import { collectWarnings } from '../../support/collect-warnings.js';

const types = Object.keys(LEVELS) as CallVerificationEvent['type'][];

describe('the level of an event', () => {
  it('is never info, if it is printed where nobody listens', async () => {
    const warnings = collectWarnings();
    const printed: string[] = [];
    for (const type of types) {
      const before = (await warnings.settled()).length;
      createEventWarnings(false)({ type, reason: 'token', scope: 'wrong_codes' } as EventDetails);
      if ((await warnings.settled()).length > before) printed.push(type);
    }
    expect(printed).toContain('account.trouble');
    expect(printed.filter((type) => LEVELS[type as CallVerificationEvent['type']] === 'info')).toEqual([]);
    expect(types.filter((type) => LEVELS[type] !== 'info' && !printed.includes(type))).toEqual([]);
  });

  it('chooses the function of the logger, called as its method', () => {
    const lines: unknown[] = [];
    const logger = {
      info: () => undefined,
      warn: () => undefined,
      error(...line: unknown[]) {
        lines.push(this === logger, ...line);
      },
    };
    const event = { type: 'account.trouble', provider: 'mcn', reason: 'http_401', at: new Date(0) } as const;
    logEvent(logger, event);
    expect(lines).toEqual([true, event, 'account.trouble']);
  });
});
