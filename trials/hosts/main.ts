/** `npm run hosts -- --only jest`: tries the packed package in every host, prints what works there, and writes `docs/hosts.md`. */
import '../../scripts/end-with-reader.mjs';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { describeHosts, describeTrial, type Trial, worksIn } from './describe-hosts.js';
import { HOSTS } from './hosts.js';
import { tryHost } from './try-host.js';

const root = fileURLToPath(new URL('../../', import.meta.url));
const PAGE = join(root, 'docs', 'hosts.md');

const { values } = parseArgs({
  options: {
    /** A part of hosts' names. Then no page is written. */
    only: { type: 'string', default: '' },
    /** A package that was packed already. */
    tarball: { type: 'string' },
    /** Leaves the projects where they are. */
    keep: { type: 'boolean', default: false },
  },
});

const chosen = HOSTS.filter(({ name }) => name.includes(values.only));
if (chosen.length === 0) throw new RangeError(`--only must be a part of one of ${HOSTS.map(({ name }) => name).join(', ')}`);

// An interrupted trial leaves no process behind.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(130));

const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-hosts-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const pack = (): string =>
  execFileSync(process.execPath, [join(root, 'scripts', 'pack.mjs'), folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
const tarball = resolve(values.tarball ?? pack().trim());

const trials: Trial[] = [];
for (const host of chosen) {
  const outcome = await tryHost(host, { root, tarball, isKept: values.keep });
  const trial = { host, outcome };
  trials.push(trial);
  console.log(describeTrial(trial));
  if (outcome.kind !== 'tried') console.error(outcome.printed.trim().split('\n').slice(-40).join('\n'));
}

// A machine without a registry has found nothing out.
if (chosen.length === HOSTS.length && trials.some(({ outcome }) => outcome.kind === 'tried')) {
  const about = `${new Date().toISOString().slice(0, 10)}, ${process.platform} ${process.arch}, Node ${process.versions.node}`;
  writeFileSync(PAGE, describeHosts(trials, about));
  console.log(`${PAGE} is written`);
}
process.exitCode = trials.some(worksIn) && trials.every((trial) => trial.outcome.kind === 'not tried' || worksIn(trial)) ? 0 : 1;
