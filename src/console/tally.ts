/** What happens again and again, once each with how often: a bounded list, from which the one that was quiet for longest goes first. */

export interface Counted<Item> {
  readonly key: string;
  /** As it was the last time. */
  readonly item: Item;
  readonly count: number;
  /** Milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
}

export interface Tally<Item> {
  add(key: string, item: Item, at: number, count?: number): void;
  remove(key: string): void;
  /** Newest first. */
  list(): readonly Counted<Item>[];
}

export function createTally<Item>(most: number): Tally<Item> {
  /** In the order of their last times. */
  const all = new Map<string, Counted<Item>>();
  return {
    add(key, item, at, count = 1) {
      const before = all.get(key);
      all.delete(key);
      all.set(key, { key, item, count: (before?.count ?? 0) + count, firstAt: before?.firstAt ?? at, lastAt: at });
      const [oldest] = all.keys();
      if (all.size > most && oldest !== undefined) all.delete(oldest);
    },
    remove: (key) => void all.delete(key),
    list: () => [...all.values()].reverse(),
  };
}
