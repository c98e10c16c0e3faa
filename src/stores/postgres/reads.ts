/** Reads that are asked for together are one statement: a process looks at all its open streams this way, once a second. */

/** Asks for many keys at once, and gives what was found. */
type Ask<Row> = (keys: readonly string[]) => Promise<ReadonlyMap<string, Row>>;

/** A statement that takes long makes all that wait for it late. */
const MOST_KEYS = 100;

/** @returns what reads one key. All that is asked for until the code that runs now is over goes together, and fails together. */
export function createReads<Row>(ask: Ask<Row>): (key: string) => Promise<Row | undefined> {
  let next: { readonly keys: string[]; readonly found: Promise<ReadonlyMap<string, Row>> } | undefined;
  const begin = (): NonNullable<typeof next> => {
    const keys: string[] = [];
    const found = Promise.resolve().then(() => {
      if (next?.keys === keys) next = undefined;
      return ask(keys);
    });
    return { keys, found };
  };
  return async (key) => {
    if (next === undefined || next.keys.length >= MOST_KEYS) next = begin();
    next.keys.push(key);
    return (await next.found).get(key);
  };
}
