/** When a store drops what has expired: a small batch with every so many writes, so that no timer runs and nothing gathers. */

/** More rows go in one batch than come between two, so that a backlog melts. */
export const PRUNE_BATCH = 200;
const WRITES_BETWEEN = 50;

/** Tells of each write whether a batch is due; the first is, so that a process that writes little prunes too. */
export function createPruneSchedule(): () => boolean {
  let writes = WRITES_BETWEEN - 1;
  return () => {
    writes += 1;
    if (writes < WRITES_BETWEEN) return false;
    writes = 0;
    return true;
  };
}
