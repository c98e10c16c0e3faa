/** The requests of clients, each written down with its times and its answer. */
import type { Answer, Operation, Recorder } from './history.js';
import type { Observer } from './observer.js';
import type { WorkerProcess } from './processes.js';
import { send } from './send.js';
import { OPERATION_HEADER } from './worker-order.js';

/** A verification that a client holds the id of. */
export interface Held {
  readonly name: string;
  readonly number: string;
  readonly verificationId: string;
  /** The start that it came from. */
  readonly operation: number;
}

export interface Requests {
  /** Every verification that some client holds, oldest first. */
  readonly held: readonly Held[];
  start(process: WorkerProcess, number: string, isFinal?: boolean): Promise<Held | undefined>;
  again(process: WorkerProcess, held: Held, method: string | undefined): Promise<Operation>;
  check(process: WorkerProcess, held: Held, guess: 'right' | 'wrong', isFinal?: boolean): Promise<Operation>;
  status(process: WorkerProcess, held: Held, isFinal?: boolean): Promise<Operation>;
  cancel(process: WorkerProcess, held: Held): Promise<Operation>;
  /** Shows the token that a check was given, if it was given one, to a route of the host. */
  use(process: WorkerProcess, held: Held, check: Operation): Promise<void>;
}

export interface RequestsContext {
  readonly recorder: Recorder;
  readonly observer: Observer;
  /** E.164 of a number's name. */
  readonly phoneOf: (number: string) => string;
  readonly onSecret: (value: string, label: string) => void;
}

/** Longer than any answer may take, with a pause of its process, on a machine that has other work. */
const PATIENCE_MS = 40_000;

type Sending = {
  readonly method: string;
  readonly path: string;
  readonly json?: object;
  readonly verificationId?: string;
  readonly token?: string;
};

export function createRequests({ recorder, observer, phoneOf, onSecret }: RequestsContext): Requests {
  const held: Held[] = [];
  const tokens = new Map<Operation, string>();

  async function ask(process: WorkerProcess, operation: Operation, sending: Sending): Promise<Readonly<Record<string, unknown>>> {
    const { method, path, json, verificationId, token } = sending;
    const sent = await send({
      port: process.port,
      method,
      path,
      headers: {
        [OPERATION_HEADER]: String(operation.id),
        ...(json === undefined ? {} : { 'content-type': 'application/json' }),
        ...(verificationId === undefined ? {} : { 'verification-id': verificationId }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      timeoutMs: PATIENCE_MS,
    });
    const body = sent === undefined || sent.body === '' ? {} : (JSON.parse(sent.body) as Readonly<Record<string, unknown>>);
    if (typeof body['token'] === 'string') {
      onSecret(body['token'], 'a token');
      tokens.set(operation, body['token']);
    }
    recorder.complete(operation, sent === undefined ? undefined : answerOf(sent.status, body));
    return body;
  }

  async function about(process: WorkerProcess, which: Held, kind: Operation['kind'], sending: Sending, more: Partial<Operation> = {}) {
    const { name: verification, number } = which;
    const operation = recorder.invoke({ kind, number, verification, process: process.name, isFinal: false, ...more });
    await ask(process, operation, sending);
    return operation;
  }

  return {
    held,
    async start(process, number, isFinal = false) {
      const operation = recorder.invoke({ kind: 'start', number, process: process.name, isFinal });
      const body = await ask(process, operation, { method: 'POST', path: '/start', json: { phone: phoneOf(number) } });
      const verificationId = body['verificationId'];
      if (typeof verificationId !== 'string') return undefined;
      onSecret(verificationId, 'a verification id');
      const begun: Held = { name: `v${held.length + 1}`, number, verificationId, operation: operation.id };
      operation.verification = begun.name;
      held.push(begun);
      return begun;
    },
    again(process, which, method) {
      const json = { verificationId: which.verificationId, ...(method === undefined ? {} : { method }) };
      return about(process, which, 'again', { method: 'POST', path: '/start', json });
    },
    check(process, which, guess, isFinal = false) {
      const right = observer.codeOf(which.operation) ?? '0000';
      const code = guess === 'right' ? right : String((Number(right) + 1) % 10_000).padStart(4, '0');
      const json = { verificationId: which.verificationId, code };
      return about(process, which, 'check', { method: 'POST', path: '/check', json }, { guess, isFinal });
    },
    status: (process, which, isFinal = false) =>
      about(process, which, 'status', { method: 'GET', path: '/status', verificationId: which.verificationId }, { isFinal }),
    cancel: (process, which) =>
      about(process, which, 'cancel', { method: 'DELETE', path: '/cancel', verificationId: which.verificationId }),
    async use(process, which, check) {
      const token = tokens.get(check);
      if (token !== undefined) await about(process, which, 'use', { method: 'GET', path: '/account', token });
    },
  };
}

function answerOf(status: number, body: Readonly<Record<string, unknown>>): Answer {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  const call = body['call'] as { readonly outcome?: unknown } | undefined;
  const checksLeft = body['checksLeft'];
  return {
    status,
    code: text(body['code']),
    reason: text(body['reason']),
    state: text(body['status']),
    outcome: text(call?.outcome),
    ...(typeof checksLeft === 'number' ? { checksLeft } : {}),
  };
}
