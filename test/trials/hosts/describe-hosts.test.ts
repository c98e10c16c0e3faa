/** The page of hosts tells what a trial found, and nothing better. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeHosts, describeTrial, type Trial, worksIn } from '../../../trials/hosts/describe-hosts.js';
import type { Host } from '../../../trials/hosts/host.js';
import { HOSTS } from '../../../trials/hosts/hosts.js';
import type { Findings } from '../../../trials/hosts/prove.js';

const HOST: Host = { name: 'jest', title: 'Jest', packages: [], told: [], files: {}, commands: [], how: 'No configuration.' };
const ALL: Findings = { token: 'yes', problems: 'yes', report: 'yes', stream: 'yes', script: 'yes' };

const tried = (findings: Partial<Findings> = {}, host: Partial<Host> = {}): Trial => ({
  host: { ...HOST, ...host },
  outcome: { kind: 'tried', findings: { ...ALL, ...findings }, versions: ['jest 30.0.0'] },
});

const untried = (kind: 'failed' | 'not tried'): Trial => ({
  host: HOST,
  outcome: { kind, why: 'npm install jest: exit code 1', printed: '' },
});

describe('a host', () => {
  it('works if everything does', () => {
    expect(worksIn(tried())).toBe(true);
    expect(describeTrial(tried())).toBe('jest: works (jest 30.0.0)');
  });

  it.each(Object.keys(ALL))('does not work without its %s', (aspect) => {
    const trial = tried({ [aspect]: 'no: 404' });
    expect(worksIn(trial)).toBe(false);
    expect(describeTrial(trial)).toBe(`jest: FAILED; ${aspect} no: 404 (jest 30.0.0)`);
  });

  it('may lack what it is known to lack, and then says so', () => {
    const trial = tried({ stream: 'no: it is application/json' }, { lacks: ['stream'] });
    expect(worksIn(trial)).toBe(true);
    expect(describeTrial(trial)).toContain('stream no: it is application/json');
  });

  it.each(['failed', 'not tried'] as const)('that was %s is never told as working', (kind) => {
    expect(worksIn(untried(kind))).toBe(false);
    const page = describeHosts([untried(kind)], 'today');
    expect(page).toContain(`| Jest | ${kind}: npm install jest: exit code 1 |`);
    expect(page).not.toContain('No configuration.');
    expect(page).not.toContain('| yes |');
  });
});

describe('the committed page', () => {
  const page = readFileSync(new URL('../../../docs/hosts.md', import.meta.url), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| host |'));

  it('has a row for every host of the trial, and for no other', () => {
    expect(rows.map((row) => row.split(' | ')[0]?.slice(2))).toEqual(HOSTS.map(({ title }) => title));
  });

  it('says when, where, and with which versions', () => {
    expect(page).toMatch(/Written by `npm run hosts` \(\d{4}-\d\d-\d\d, \w+ \w+, Node \d+\.\d+\.\d+\)/);
    const worked = rows.filter((row) => row.includes('| yes |'));
    expect(worked.length).toBeGreaterThan(0);
    expect(worked.filter((row) => !/ \d+\.\d+\.\d+.* \|$/.test(row))).toEqual([]);
  });
});
