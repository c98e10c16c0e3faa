/** When a store deletes expired rows: a small batch after every so many writes, so that no timer is needed and rows do not pile up. */

/** More rows are deleted in a batch than are written between two, so a backlog shrinks. */
export const PRUNE_BATCH = 200;
const WRITES_BETWEEN = 50;

/** Says at each write whether a batch is due. The first one is, so that a process that writes little prunes too. */
export function createPruneSchedule(): () => boolean {
  let writes = WRITES_BETWEEN - 1;
  return () => {
    writes += 1;
    if (writes < WRITES_BETWEEN) return false;
    writes = 0;
    return true;
  };
}
