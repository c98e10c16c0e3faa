/** The figures of an outage, from answers whose times are given. */
import { describe, expect, it } from 'vitest';
import { figuresOf, rowOf, timelineOf } from '../../../trials/outages/figures.js';
import type { Answer } from '../../../trials/outages/load.js';

const good = (began: number, ended = began + 10): Answer => ({ began, ended, outcome: 'good' });
const unavailable = (began: number, ended = began + 10): Answer => ({ began, ended, outcome: 'temporarily_unavailable' });

const OUTAGE_AT = 1000;
const HEALTHY_MS = 500;

describe('the figures of an outage', () => {
  it('count only good answers to requests that came after it', () => {
    const answers = [good(990, 1005), unavailable(1100), good(1700), good(4000)];
    expect(figuresOf(answers, OUTAGE_AT, HEALTHY_MS).firstGoodMs).toBe(710);
  });

  it('tell when the last answer came that was not good, and how many were 503', () => {
    const answers = [unavailable(500), unavailable(1100), good(1200), unavailable(2000), good(4000)];
    expect(figuresOf(answers, OUTAGE_AT, HEALTHY_MS)).toMatchObject({ allGoodMs: 1010, unavailable: 2, hasHealed: true });
  });

  it('call a client healed only if all is well in the end', () => {
    expect(figuresOf([good(1100), unavailable(4000)], OUTAGE_AT, HEALTHY_MS).hasHealed).toBe(false);
    expect(figuresOf([good(1100), good(3900), unavailable(4000)], OUTAGE_AT, HEALTHY_MS).hasHealed).toBe(false);
    expect(figuresOf([], OUTAGE_AT, HEALTHY_MS).hasHealed).toBe(false);
  });

  it('keep starts that were lost apart from answers that failed', () => {
    const lost: Answer = { began: 1200, ended: 1210, outcome: 'verification_not_found' };
    const closed: Answer = { began: 1300, ended: 1310, outcome: 'verification_closed' };
    const figures = figuresOf([lost, lost, closed, good(4000)], OUTAGE_AT, HEALTHY_MS);
    expect(figures).toMatchObject({ lostStarts: 2, unavailable: 0, others: new Map([['verification_closed', 1]]) });
  });

  it('stand in one row of a table', () => {
    const figures = figuresOf([unavailable(1100), good(1700), good(4000)], OUTAGE_AT, HEALTHY_MS);
    const row = rowOf('sentinel', figures, 7, { secondTokens: 2, gone: 1, others: new Map() });
    expect(row).toEqual(['sentinel', '0.7 s', '0.1 s', '1', '7', '2', '1', '0', 'no']);
    const never = figuresOf([unavailable(1100)], OUTAGE_AT, HEALTHY_MS);
    expect(rowOf('sentinel', never, 0, { secondTokens: 0, gone: 0, others: new Map() })).toContain('never');
  });

  it('are also told second by second', () => {
    expect(timelineOf([good(500), good(1100), unavailable(1200), good(3100)], OUTAGE_AT)).toBe('1/1 0/0 1/0');
  });
});
