/** Requests to the package and to its rivals: the whole plan, or the cases that were chosen. */
import type { Case, PlannedCase } from './http/case.js';
import { measureCase } from './http/measure-case.js';
import { plan, planAll } from './http/plan.js';
import { printCase, printGoals, type Reached } from './http/print-case.js';
import type { BenchOptions } from './options.js';
import { say } from './output.js';
import { installRivals } from './rivals/install.js';
import type { StoreName } from './stores/open-store.js';

const NOTES = `
Each server is a process of its own, and so are the load and the provider. Figures are processor time of the server's process for a request,
medians of rounds in which all servers took turns. A ratio is what the other server uses, by what the package uses: 1 means as much.
"express" is Express 5 with \`express.json()\` and as much JSON, for a right check with the same token by jsonwebtoken, for a start with the same
number read and the same request to the provider. "node" is the same by node:http alone. "better-auth" is its phone-number plugin. When a code is
right it also makes a user and a session, which the package leaves to the host. It places no call by itself and keeps no limits for a number.
`;

export async function measureHttp(stores: readonly StoreName[], options: BenchOptions): Promise<void> {
  const whole = options.isHttpChosen ? chosen(stores, options) : planAll(stores);
  const { requestsPerRound: most = Number.POSITIVE_INFINITY } = options;
  const planned = whole.map((each) => ({ ...each, requestsPerRound: Math.min(most, each.requestsPerRound) }));
  if (planned.some(({ servers }) => servers.includes('better-auth'))) installRivals(process.cwd());
  say(NOTES);
  const reached: Reached[] = [];
  const { rounds, warmUps: mostWarmUps, isProfiled } = options;
  for (const each of planned) reached.push(...printCase(each, await measureCase(each, { rounds, mostWarmUps, isProfiled })));
  if (reached.length === 0) return;
  say('\n### Goals\n');
  printGoals(reached);
}

function chosen(stores: readonly StoreName[], options: BenchOptions): readonly PlannedCase[] {
  const { withKey, delayMs: providerDelayMs, servers } = options;
  // Nobody who chooses a request means all stores by it.
  const asked = stores.length === 1 || options.isStoreChosen ? stores : (['memory'] as const);
  const cases = options.requests.flatMap((request) =>
    asked.flatMap((store) =>
      options.connections.flatMap((connections) =>
        options.entries.map((entries): Case => ({ request, store, connections, entries, withKey, providerDelayMs })),
      ),
    ),
  );
  return cases.map((given) => plan(given, servers));
}
