/** The page that tells what works where: it says only what a trial found. */
import type { Host } from './host.js';
import type { Findings } from './prove.js';
import type { Outcome } from './try-host.js';

export interface Trial {
  readonly host: Host;
  readonly outcome: Outcome;
}

const ASPECTS = ['token', 'problems', 'report', 'stream', 'script'] as const satisfies readonly (keyof Findings)[];

/** What a host must show to count as one that works: all but what it is known to lack. */
export function worksIn({ host, outcome }: Trial): boolean {
  if (outcome.kind !== 'tried') return false;
  return ASPECTS.every((aspect) => outcome.findings[aspect] === 'yes' || host.lacks?.includes(aspect) === true);
}

/** One line for the terminal. */
export function describeTrial(trial: Trial): string {
  const { host, outcome } = trial;
  if (outcome.kind !== 'tried') return `${host.name}: ${outcome.kind}: ${outcome.why}`;
  const missing = ASPECTS.filter((aspect) => outcome.findings[aspect] !== 'yes').map((aspect) => `${aspect} ${outcome.findings[aspect]}`);
  const verdict = worksIn(trial) ? 'works' : 'FAILED';
  return `${host.name}: ${[verdict, ...missing].join('; ')} (${outcome.versions.join(', ')})`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll(/\s+/g, ' ').trim();

function rowOf({ host, outcome }: Trial): string {
  if (outcome.kind !== 'tried') return `| ${host.title} | ${cell(`${outcome.kind}: ${outcome.why}`)} |  |  |  |  | – |`;
  const found = ASPECTS.map((aspect) => cell(outcome.findings[aspect]));
  return `| ${[host.title, ...found, outcome.versions.join(', ')].join(' | ')} |`;
}

/** @param about the day and the machine */
export function describeHosts(trials: readonly Trial[], about: string): string {
  const known = trials.filter(({ outcome }) => outcome.kind === 'tried');
  return `# Hosts

Written by \`npm run hosts\` (${about}): the packed tarball was installed in a new project for each host, from the registry, and a number was
proven there over HTTP, with a simulated call. A host that could not be tried says so.

- **token**: a start, a call, a right code, a token, and a route behind \`requireVerifiedPhone\` that takes it.
- **problems**: a wrong code, a missing token and a text that is no number are refused with problem documents.
- **report**: the provider's callback reached the webhook, and the status tells of it.
- **stream**: the status came as server-sent events, at the moment of the report. Without that, the client and the element ask every two seconds.
- **script**: \`/client.js\` was served.

| host | token | problems | report | stream | script | versions |
|---|---|---|---|---|---|---|
${trials.map(rowOf).join('\n')}

## What to know of each

${known.map(({ host }) => `- **${host.title}.** ${host.how}`).join('\n')}

## Run it again

\`\`\`sh
npm run hosts                      # all hosts; writes this page
npm run hosts -- --only jest       # those whose names contain "jest"; writes nothing
npm run hosts -- --tarball FILE    # with a package that was packed already
npm run hosts -- --only deno --keep   # leaves the project where it was tried
\`\`\`

It needs the registry, so CI does not run it.
`;
}
