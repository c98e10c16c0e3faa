/** When the PostgreSQL store deletes expired rows: with its verbs, and by a timer, so that they also go where nobody asks anything. */
import { createPruneSchedule, PRUNE_BATCH } from '../pruning.js';

export interface Pruner {
  /** To be called after each verb; nobody waits for what it does. */
  afterVerb(): void;
  /** No batch begins any more. Waits for the one that runs, but not for a server that hangs. */
  close(): Promise<void>;
}

export interface PrunerNeeds {
  /** Deletes a batch, and gives how many rows are gone. */
  pruneBatch(): Promise<number>;
  /** Whether the host has closed the pool without a word to the store. */
  isPoolEnded(): boolean;
}

const PRUNE_INTERVAL_MS = 60_000;
const CLOSING_TIMEOUT_MS = 2000;
/** A backlog goes at most this fast, so that the database has other things to do, too. */
const MOST_BATCHES = 100;

/** At most one batch runs at a time, and one timer, which does not keep the process alive. */
export function createPruner({ pruneBatch, isPoolEnded }: PrunerNeeds): Pruner {
  const isDue = createPruneSchedule();
  let running: Promise<void> | undefined;
  let isClosed = false;

  const prune = async (mostBatches: number): Promise<void> => {
    for (let batch = 0; batch < mostBatches && !isClosed; batch += 1) {
      if ((await pruneBatch()) < PRUNE_BATCH) return;
    }
  };
  const start = (mostBatches: number): Promise<void> => {
    // A batch that failed is made good by the next one.
    running ??= prune(mostBatches)
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
      });
    return running;
  };

  let timer: NodeJS.Timeout;
  const wait = (): void => {
    timer = setTimeout(() => {
      if (isPoolEnded()) return;
      // The next wait begins when this is over, so that nothing piles up before a server that hangs.
      void start(MOST_BATCHES).then(() => {
        if (!isClosed) wait();
      });
    }, PRUNE_INTERVAL_MS);
    timer.unref();
  };
  wait();

  return {
    afterVerb() {
      if (isDue() && !isClosed) void start(1);
    },
    async close() {
      isClosed = true;
      clearTimeout(timer);
      if (running === undefined) return;
      let deadline: NodeJS.Timeout | undefined;
      const tooLate = new Promise<void>((resolve) => {
        deadline = setTimeout(resolve, CLOSING_TIMEOUT_MS);
      });
      await Promise.race([running, tooLate]);
      clearTimeout(deadline);
    },
  };
}
