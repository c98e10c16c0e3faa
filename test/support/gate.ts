/** Holds what passes through it until it is opened, so that a test meets things half-way without a clock. */

export interface Gate {
  /** How much has come to the gate, held or not. */
  readonly arrived: number;
  /** Waits until the gate is open. */
  pass(): Promise<void>;
  open(): void;
}

export function createGate(): Gate {
  let arrived = 0;
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return {
    get arrived() {
      return arrived;
    },
    pass() {
      arrived += 1;
      return opened;
    },
    open: () => open(),
  };
}

/** A `fetch` whose answers, which have come already, are held: a provider that has placed the call, and answers late. */
export function answersHeldBy(gate: Gate): typeof globalThis.fetch {
  return async (...request) => {
    const answer = await globalThis.fetch(...request);
    await gate.pass();
    return answer;
  };
}

/** Whether a promise has ended, once everything that can happen at once has happened. */
export async function hasEnded(promise: Promise<unknown>): Promise<boolean> {
  let isOver = false;
  const note = (): void => {
    isOver = true;
  };
  promise.then(note, note);
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  return isOver;
}
