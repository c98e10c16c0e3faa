/** Does something with each of many things once a second, spread evenly over it, with one timer for all. */

export interface OnceASecond<T> {
  /** The first time is within a second. @returns what takes it away */
  add(thing: T): () => void;
}

const SECOND_MS = 1000;
/**
 * A timer for each thing would wake the process up for each, and things that were added together would have their turn together for ever.
 * Things of one part have it together, so a store can be asked for them in one go, and nothing else waits long for that.
 */
const PARTS = 20;
const PART_MS = SECOND_MS / PARTS;

/** No process lives on for its timer, which runs only while there is something to do. */
export function createOnceASecond<T>(work: (thing: T) => void): OnceASecond<T> {
  const parts = Array.from({ length: PARTS }, () => new Set<T>());
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  let done = 0;

  const present = (): number => Math.floor(performance.now() / PART_MS);
  // Timers come late, so it goes by the clock. After a long pause each thing has one turn, not one for each second.
  const tick = (): void => {
    const due = present();
    for (let part = Math.max(done, due - PARTS) + 1; part <= due; part += 1) for (const thing of parts[part % PARTS] ?? []) work(thing);
    done = due;
  };

  return {
    add(thing) {
      const part = parts.reduce((least, each) => (each.size < least.size ? each : least));
      part.add(thing);
      size += 1;
      if (timer === undefined) {
        done = present();
        timer = setInterval(tick, PART_MS).unref();
      }
      return () => {
        if (!part.delete(thing)) return;
        size -= 1;
        if (size > 0) return;
        clearInterval(timer);
        timer = undefined;
      };
    },
  };
}
