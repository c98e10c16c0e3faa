/** What a run wrote down: every operation with its times and its answer, every call, every callback, every fault. */

/** `use`: a token is shown to a route of the host. */
export type OperationKind = 'start' | 'again' | 'check' | 'status' | 'cancel' | 'use';

/** What a process answered, without anything secret. */
export interface Answer {
  readonly status: number;
  /** A problem's code. */
  readonly code?: string | undefined;
  readonly reason?: string | undefined;
  /** `pending`, `awaiting_call`, `verified` or `closed`. */
  readonly state?: string | undefined;
  /** Of the newest attempt's call, in a status. */
  readonly outcome?: string | undefined;
  readonly checksLeft?: number | undefined;
}

/** One request of a client. Numbers, verifications and calls have names of the run's own (`n3`, `v12`, `c40`): nothing here is secret. */
export interface Operation {
  readonly id: number;
  readonly kind: OperationKind;
  readonly number: string;
  /** Which process was asked, and which of its lives: a restarted one has a new name. */
  readonly process: string;
  readonly guess?: 'right' | 'wrong' | undefined;
  /** Asked after the chaos had ended. */
  readonly isFinal: boolean;
  /** Milliseconds of the driver's clock, as are all times here. */
  readonly invokedAt: number;
  /** Known from the answer, for a start. */
  verification?: string | undefined;
  completedAt?: number | undefined;
  /** Absent: the connection broke, or no answer came in time. */
  answer?: Answer | undefined;
}

/** A call that a provider placed. */
export interface RecordedCall {
  readonly name: string;
  /** The operation whose process asked for it. */
  readonly operation: number;
  readonly number: string;
  /** Its provider's answer came back, and with it the id that reports name. */
  isIdKnown: boolean;
  /** The store was away when its id was to be written down: that is made up for later, but a verification may be over by then. */
  isWrittenLate: boolean;
  /** The person learned the code from it. */
  wasCodeLearned: boolean;
}

/** A report that was delivered, once for each time. */
export interface RecordedCallback {
  readonly call: string;
  readonly outcome: string;
  readonly at: number;
  /** A process took it: 204. */
  readonly isAcknowledged: boolean;
}

/** What the nemesis can do to processes. */
export const PROCESS_FAULTS = ['kill', 'pause'] as const;

/**
 * What it can do to the store. `mute`: connections swallow all bytes, and stay open. `read-only`: the server refuses writes; with Redis it
 * has become a replica, and stays one. `lock`: another process holds the write lock.
 */
export const STORE_FAULTS = ['kill', 'pause', 'restart', 'mute', 'read-only', 'lock'] as const;

export type StoreFaultKind = (typeof STORE_FAULTS)[number];

/** What the nemesis did, until when. `target` is a process's name or `store`. */
export interface Fault {
  readonly kind: StoreFaultKind;
  readonly target: string;
  readonly at: number;
  until?: number | undefined;
}

export interface History {
  readonly operations: readonly Operation[];
  readonly calls: readonly RecordedCall[];
  readonly callbacks: readonly RecordedCallback[];
  readonly faults: readonly Fault[];
}

export interface Recorder {
  readonly history: History;
  /** Of the driver. */
  now(): number;
  invoke(operation: Omit<Operation, 'id' | 'invokedAt' | 'completedAt' | 'answer'>): Operation;
  complete(operation: Operation, answer: Answer | undefined): void;
  placed(call: RecordedCall): void;
  reported(callback: Omit<RecordedCallback, 'at'>): void;
  fault(fault: Omit<Fault, 'at'>): Fault;
}

export function createRecorder(): Recorder {
  const operations: Operation[] = [];
  const calls: RecordedCall[] = [];
  const callbacks: RecordedCallback[] = [];
  const faults: Fault[] = [];
  const began = performance.now();
  const now = (): number => Math.round(performance.now() - began);
  return {
    history: { operations, calls, callbacks, faults },
    now,
    invoke(given) {
      const operation: Operation = { ...given, id: operations.length + 1, invokedAt: now() };
      operations.push(operation);
      return operation;
    },
    complete(operation, answer) {
      operation.completedAt = now();
      operation.answer = answer;
    },
    placed: (call) => void calls.push(call),
    reported: (callback) => void callbacks.push({ ...callback, at: now() }),
    fault(given) {
      const fault: Fault = { ...given, at: now() };
      faults.push(fault);
      return fault;
    },
  };
}

/** One line for a person to read. */
export function describeOperation(operation: Operation): string {
  const { id, kind, number, verification, guess, process, invokedAt, completedAt, answer } = operation;
  const what = [kind, guess, number, verification].filter((part) => part !== undefined).join(' ');
  const told = answer === undefined ? 'no answer' : [answer.status, answer.code, answer.reason, answer.state, answer.outcome].join(' ');
  return `#${id} ${invokedAt}–${completedAt ?? '…'} ms ${process}: ${what} → ${told.replace(/\s+/g, ' ').trim()}`;
}
