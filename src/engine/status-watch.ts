/** Tells changes of a verification to those who watch it: changes of this process at once, of others within a second. */
import type { NumberEntry } from '../core/number-entry.js';
import type { Problem } from '../core/problems.js';
import type { Engine } from './engine.js';
import type { EntryListener } from './entries.js';
import type { ReferenceInput } from './input.js';
import { describeStatus, locate, type VerificationStatus } from './status.js';

/** Somebody who watches one verification. */
export interface StatusListener {
  /** The status now, then at every change. */
  onStatus(status: VerificationStatus): void;
  /** The verification is over, or the service closes: nothing more comes. */
  onEnd(): void;
}

export interface Watching {
  readonly ok: true;
  stop(): void;
}

/** One verification that is watched, however many watch it. */
interface Watch {
  readonly number: string;
  readonly idHash: string;
  readonly listeners: Set<StatusListener>;
  readonly timer: NodeJS.Timeout;
  /** Told last, as JSON. */
  last: string;
  /** Raised at each change of this process, so that an older read does not overtake it. */
  version: number;
}

export interface StatusWatches {
  /** Told of every entry that this process puts. */
  readonly onEntry: EntryListener;
  watch(engine: Engine, input: ReferenceInput, listener: StatusListener): Promise<Watching | Problem>;
  close(): void;
}

const POLL_MS = 1000;
/** A person has a page open, perhaps two; more are somebody who wants to hold connections. */
const MOST_LISTENERS = 3;
const TOO_MANY: Problem = { ok: false, code: 'too_many_requests', retryAfterSeconds: 5 };

export function createStatusWatches(): StatusWatches {
  /** By number, then by verification: every put asks for its number. */
  const watches = new Map<string, Map<string, Watch>>();
  let engineOfWatches: Engine | undefined;

  const remove = (watch: Watch): void => {
    clearInterval(watch.timer);
    const ofNumber = watches.get(watch.number);
    ofNumber?.delete(watch.idHash);
    if (ofNumber?.size === 0) watches.delete(watch.number);
  };
  const end = (watch: Watch): void => {
    remove(watch);
    for (const listener of watch.listeners) listener.onEnd();
    watch.listeners.clear();
  };
  const tell = (engine: Engine, watch: Watch, entry: NumberEntry): void => {
    const verification = entry.verifications.find((each) => each.idHash === watch.idHash);
    if (verification === undefined) {
      end(watch);
      return;
    }
    const status = describeStatus(engine, entry, verification);
    const document = JSON.stringify(status);
    if (document !== watch.last) {
      watch.last = document;
      for (const listener of watch.listeners) listener.onStatus(status);
    }
    if (status.status === 'verified' || status.status === 'closed') end(watch);
  };
  const poll = async (engine: Engine, watch: Watch): Promise<void> => {
    const { version } = watch;
    const entry = await engine.entries.read(watch.number);
    if (version === watch.version && watch.listeners.size > 0) tell(engine, watch, entry);
  };
  const open = (engine: Engine, number: string, idHash: string): Watch => {
    // A store that fails now may answer in a second.
    const timer = setInterval(() => void poll(engine, watch).catch(() => undefined), POLL_MS).unref();
    const watch: Watch = { number, idHash, listeners: new Set(), timer, last: '', version: 0 };
    watches.set(number, (watches.get(number) ?? new Map<string, Watch>()).set(idHash, watch));
    return watch;
  };

  return {
    onEntry(number, entry) {
      const engine = engineOfWatches;
      if (engine === undefined) return;
      for (const watch of [...(watches.get(number)?.values() ?? [])]) {
        watch.version += 1;
        tell(engine, watch, entry);
      }
    },
    async watch(engine, input, listener) {
      engineOfWatches = engine;
      const located = await locate(engine, input);
      if (!located.ok) return located;
      const { ref, status } = located;
      const watch = watches.get(ref.number)?.get(ref.idHash) ?? open(engine, ref.number, ref.idHash);
      if (watch.listeners.size >= MOST_LISTENERS) return TOO_MANY;
      watch.listeners.add(listener);
      if (watch.last === '') watch.last = JSON.stringify(status);
      listener.onStatus(status);
      // What changed between the read and now is told by a read of its own, which also ends what is over.
      await poll(engine, watch).catch(() => undefined);
      return {
        ok: true,
        stop() {
          watch.listeners.delete(listener);
          if (watch.listeners.size === 0) remove(watch);
        },
      };
    },
    close() {
      for (const watch of [...watches.values()].flatMap((ofNumber) => [...ofNumber.values()])) end(watch);
    },
  };
}
