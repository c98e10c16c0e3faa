/** When a store deletes expired rows: a small batch after every so many verbs, so that rows do not pile up. */

/** More rows are deleted in a batch than can be written between two, so a backlog shrinks. */
export const PRUNE_BATCH = 200;
const VERBS_BETWEEN = 50;

/** Says at each verb whether a batch is due. The first one is, so that a process that does little prunes too. */
export function createPruneSchedule(): () => boolean {
  let verbs = VERBS_BETWEEN - 1;
  return () => {
    verbs += 1;
    if (verbs < VERBS_BETWEEN) return false;
    verbs = 0;
    return true;
  };
}
