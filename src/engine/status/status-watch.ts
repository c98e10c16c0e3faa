/** Reports changes of a verification to its listeners: changes by this process at once, changes by others within a second. */

import type { VerificationStatus } from '../../contract/answers.js';
import type { ReferenceInput } from '../../contract/inputs.js';
import { LEAVING, type Problem } from '../../contract/problems.js';
import type { NumberEntry } from '../../core/entry/number-entry.js';
import { wordOf } from '../../ports/channels.js';
import type { Engine } from '../engine.js';
import { createOnceASecond } from './once-a-second.js';
import { describeStatus, locate } from './status.js';

/** A listener of one verification. */
export interface StatusListener {
  /** The status now, then at every change. */
  onStatus(status: VerificationStatus): void;
  /** The verification is over, or the service closes: no more calls. */
  onEnd(): void;
}

/** A watch that is open. */
export interface Watching {
  /** Distinguishes it from a problem. */
  readonly ok: true;
  /** Ends it. The listener is not called again. */
  stop(): void;
}

/** One watched verification with all its listeners. */
interface Watch {
  readonly entryKey: string;
  readonly idHash: string;
  readonly listeners: Set<StatusListener>;
  /** Ends the looks at the store. */
  readonly rest: () => void;
  /** The last status that was sent, as JSON. */
  last: string;
  /** When it was described, and until when time alone does not change it. */
  at: number;
  until: number;
  /** What it was described from, as it is stored: sealed, so that no number or code is held here. Undefined: what this process put. */
  raw: string | null | undefined;
  /** Raised at each change by this process, so that an older read does not overwrite it. */
  version: number;
}

export interface StatusWatches {
  /** Called with every entry that this process puts. */
  onPut(entryKey: string, entry: NumberEntry): void;
  watch(input: ReferenceInput, listener: StatusListener): Promise<Watching | Problem>;
  /** Ends all watches. What is opened later is refused. */
  close(): void;
}

/** A person has a page open, perhaps two; a client with more of them only wants to hold connections. */
const MOST_LISTENERS = 3;
const TOO_MANY: Problem = {
  ...{ ok: false, code: 'too_many_requests', retryAfterSeconds: 5 },
  detail: 'This verification is watched three times already. Close one of these streams, or ask without a stream.',
};

/** Listeners are the host's code, and run between a put and its answer, so if they throw, a right code must not be lost. */
function shield(tell: () => void): void {
  try {
    tell();
  } catch (error) {
    process.emitWarning(`A status listener failed: ${wordOf(error)}`, 'CallVerificationWarning');
  }
}

export function createStatusWatches(engine: Engine): StatusWatches {
  /** By number, then by verification, because a put names its number. */
  const watches = new Map<string, Map<string, Watch>>();
  let isClosed = false;

  const remove = (watch: Watch): void => {
    watch.rest();
    const ofNumber = watches.get(watch.entryKey);
    // Another watch of the same verification may have been opened since.
    if (ofNumber?.get(watch.idHash) === watch) ofNumber.delete(watch.idHash);
    if (ofNumber?.size === 0) watches.delete(watch.entryKey);
  };
  const end = (watch: Watch): void => {
    remove(watch);
    for (const listener of watch.listeners) shield(() => listener.onEnd());
    watch.listeners.clear();
  };
  const tell = (watch: Watch, entry: NumberEntry, raw?: string | null): void => {
    const verification = entry.verifications.find((each) => each.idHash === watch.idHash);
    if (verification === undefined) {
      end(watch);
      return;
    }
    const { status, at, until } = describeStatus(engine, entry, verification);
    Object.assign(watch, { raw, at, until });
    const document = JSON.stringify(status);
    if (document !== watch.last) {
      watch.last = document;
      for (const listener of watch.listeners) shield(() => listener.onStatus(status));
    }
    if (status.status === 'verified' || status.status === 'closed') end(watch);
  };
  /** The same entry says the same, unless the time has come for a change, or the host's clock was set back. */
  const isSame = ({ raw, at, until }: Watch, found: string | null): boolean => {
    const now = engine.clock();
    return found === raw && now >= at && now < until;
  };
  const look = async (watch: Watch): Promise<void> => {
    const { version } = watch;
    const held = await engine.records.entries.loadIf(watch.entryKey, (raw) => !isSame(watch, raw));
    if (held !== undefined && version === watch.version && watch.listeners.size > 0) tell(watch, held.value, held.raw);
  };
  // If the store fails now, it may answer in a second.
  const looks = createOnceASecond<Watch>((watch) => engine.lifecycle.inBackground(look(watch)));
  const open = (entryKey: string, idHash: string): Watch => {
    const nothing = { last: '', at: 0, until: 0, raw: undefined };
    const watch: Watch = { entryKey, idHash, listeners: new Set(), rest: () => rest(), version: 0, ...nothing };
    const rest = looks.add(watch);
    watches.set(entryKey, (watches.get(entryKey) ?? new Map<string, Watch>()).set(idHash, watch));
    return watch;
  };

  return {
    onPut(entryKey, entry) {
      for (const watch of [...(watches.get(entryKey)?.values() ?? [])]) {
        watch.version += 1;
        tell(watch, entry);
      }
    },
    async watch(input, listener) {
      const located = await locate(engine, input);
      if (!located.ok) return located;
      // While the store was asked, the service was closed: nobody would end this watch.
      if (isClosed) return LEAVING;
      const { ref, status } = located;
      const watch = watches.get(ref.entryKey)?.get(ref.idHash) ?? open(ref.entryKey, ref.idHash);
      if (watch.listeners.size >= MOST_LISTENERS) {
        engine.emit({ type: 'limit.reached', limit: 'streams' });
        return TOO_MANY;
      }
      watch.listeners.add(listener);
      if (watch.last === '') watch.last = JSON.stringify(status);
      shield(() => listener.onStatus(status));
      // A change between the read and now needs another read, which also ends what is over.
      await look(watch).catch(() => undefined);
      return {
        ok: true,
        stop() {
          if (watch.listeners.delete(listener) && watch.listeners.size === 0) remove(watch);
        },
      };
    },
    close() {
      isClosed = true;
      for (const watch of [...watches.values()].flatMap((ofNumber) => [...ofNumber.values()])) end(watch);
    },
  };
}
