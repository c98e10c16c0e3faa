/** Watches the simulated providers: which operation each call was placed for, what the person learned from it, what was reported. */
import { fateOfReport } from '../../src/core/entry/outcome.js';
import type { ProviderSimulator, SimulatorEventOf } from '../../src/simulator/index.js';
import type { RecordedCall, Recorder } from './history.js';
import { OPERATION_HEADER, type Trouble } from './worker-order.js';

export interface Observer {
  /** The code that an operation's call was to carry. */
  codeOf(operation: number): string | undefined;
  /** Told by a process of what an operation met after its call was placed. */
  note(trouble: Trouble): void;
  /** Every call is over, and its report was delivered or given up. */
  isQuiet(): boolean;
}

interface Watched {
  readonly recorded: RecordedCall;
  isOver: boolean;
  isReported: boolean;
}

export function observe(simulator: ProviderSimulator, recorder: Recorder, nameOf: (number: string) => string, retries: number): Observer {
  const codes = new Map<number, string>();
  const watched = new Map<string, Watched>();
  // A call comes into being in the same turn as the request that asked for it.
  let asking = Number.NaN;

  function place(event: SimulatorEventOf<'call'>): Watched {
    const name = `c${watched.size + 1}`;
    const recorded: RecordedCall = {
      name,
      operation: asking,
      number: nameOf(event.number),
      isIdKnown: true,
      isWrittenLate: false,
      wasCodeLearned: false,
    };
    const call: Watched = { recorded, isOver: false, isReported: false };
    watched.set(event.callId, call);
    recorder.placed(recorded);
    return call;
  }

  simulator.subscribe((event) => {
    switch (event.type) {
      case 'request': {
        asking = Number(event.headers[OPERATION_HEADER]);
        const code = event.query['code'] ?? voiceCodeOf(event.body);
        if (code !== undefined) codes.set(asking, code);
        return;
      }
      case 'call': {
        const call = watched.get(event.callId) ?? place(event);
        // A flash call shows its number when it rings, and in a conversation too.
        if (event.kind === 'flash_call' && (event.state === 'ringing' || event.state === 'busy')) call.recorded.wasCodeLearned = true;
        if (event.state !== 'ringing' && event.state !== 'answered') call.isOver = true;
        return;
      }
      case 'spoken': {
        const call = watched.get(event.callId);
        if (call !== undefined) call.recorded.wasCodeLearned = true;
        return;
      }
      case 'callback': {
        const call = watched.get(event.callId);
        if (call === undefined) return;
        const isAcknowledged = event.status === 204;
        recorder.reported({ call: call.recorded.name, outcome: outcomeOf(event.body), isAcknowledged });
        if (isAcknowledged || event.attempt > retries) call.isReported = true;
      }
    }
  });
  return {
    note({ type, operation }) {
      for (const { recorded } of watched.values()) {
        if (recorded.operation !== Number(operation)) continue;
        if (type === 'call.uncertain') recorded.isIdKnown = false;
        else recorded.isWrittenLate = true;
      }
    },
    codeOf: (operation) => codes.get(operation),
    isQuiet: () => [...watched.values()].every((call) => call.isOver && call.isReported),
  };
}

function voiceCodeOf(body: unknown): string | undefined {
  const { voice } = (typeof body === 'object' && body !== null ? body : {}) as { readonly voice?: { readonly code?: unknown } };
  return typeof voice?.code === 'string' ? voice.code : undefined;
}

function outcomeOf(body: string | undefined): string {
  const fields = JSON.parse(body ?? '{}') as Readonly<Record<string, string | undefined>>;
  const cause = fields['q931_status'];
  return fateOfReport(cause === undefined ? undefined : Number(cause), fields['final_status'] ?? fields['status']).outcome;
}
