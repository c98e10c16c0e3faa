/** A circuit for each method: a method that fails again and again is not used for a while, so that people do not wait for it. */
import { type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { Emit } from '../../ports/events.js';
import type { CircuitState as State } from '../../ports/health.js';
import type { CallMethod, PlaceResult } from '../../ports/method.js';

export interface Circuits {
  /**
   * Places a call by `call` if the method's circuit is closed, else refuses at once (`circuit_open`): nothing was dialled then, so
   * another method may be tried. No call is placed twice, and none waits for another.
   */
  place(method: CallMethod, call: () => Promise<PlaceResult>): Promise<PlaceResult>;
  /** Whether calls go through the method's circuit now. Changes nothing. */
  stateOf(method: CallMethod): State;
}

interface Circuit {
  readonly policy: CircuitBreakerPolicy;
  /** When it has opened the last time, by the computer's clock, as the library counts. */
  openedAt: number;
}

export interface CircuitOptions {
  readonly emit: Emit;
  /** How long an open circuit refuses before it lets one call through as a test. By the computer's clock. @default 30_000 */
  readonly halfOpenAfterMs?: number | undefined;
}

/**
 * In a row, not a share in a time: a host with one call a minute must notice a provider that hangs, too. And under traffic an attacker
 * cannot open a circuit by calls that fail, because other people's calls lie between. A method that places half of its calls stays in
 * use; one that fails in a tenth of them opens by chance once in a hundred thousand calls.
 */
const FAILURES_IN_A_ROW = 5;

const CIRCUIT_OPEN: PlaceResult = Object.freeze({ status: 'refused', blame: 'provider', reason: 'circuit_open' });

/**
 * Answers of a provider that works, but may not like the number: not all providers say so. A client that asks for five such numbers in a
 * row must not close the method to everybody. These answers come at once, so people do not wait for them.
 */
const MAY_MEAN_THE_NUMBER: ReadonlySet<unknown> = new Set(['http_400', 'http_422', 'not_successful', 'unknown_error_code']);

/** A refused number is not a failure: the answer shows that the provider works. */
function isFailure(result: unknown): boolean {
  const { status, blame, reason } = result as { status: PlaceResult['status']; blame?: unknown; reason?: unknown };
  if (status !== 'refused') return status === 'uncertain';
  return blame !== 'number' && !(blame === 'provider' && MAY_MEAN_THE_NUMBER.has(reason));
}

/** Each process learns by itself: a test call costs one person a wait, a store that must be asked costs everybody one. */
export function createCircuits({ emit, halfOpenAfterMs = 30_000 }: CircuitOptions): Circuits {
  const circuits = new Map<string, Circuit>();

  const open = (method: CallMethod): Circuit => {
    const policy = circuitBreaker(handleAll.orWhenResult(isFailure), {
      breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
      halfOpenAfter: halfOpenAfterMs,
    });
    const circuit: Circuit = { policy, openedAt: 0 };
    const about = { provider: method.provider.name, methodId: method.id };
    let isToldOpen = false;
    policy.onBreak(() => {
      circuit.openedAt = Date.now();
      // If a test call fails, the circuit opens again, for the same reason that was already reported.
      if (!isToldOpen) emit({ type: 'circuit.opened', ...about });
      isToldOpen = true;
    });
    policy.onReset(() => {
      isToldOpen = false;
      emit({ type: 'circuit.closed', ...about });
    });
    circuits.set(method.id, circuit);
    return circuit;
  };

  return {
    async place(method, call) {
      const { policy } = circuits.get(method.id) ?? open(method);
      // While a test call is out, the library would let the next calls wait for its end.
      if (policy.state === CircuitState.HalfOpen) return CIRCUIT_OPEN;
      let isCalled = false;
      try {
        return await policy.execute(() => {
          isCalled = true;
          return call();
        });
      } catch (error) {
        if (isCalled) throw error;
        return CIRCUIT_OPEN;
      }
    },
    stateOf({ id }) {
      const circuit = circuits.get(id);
      if (circuit === undefined || circuit.policy.state === CircuitState.Closed) return 'closed';
      // The library learns that the pause is over only when the next call comes. It must come: who would be sent none stayed open for ever.
      const isPausing = circuit.policy.state === CircuitState.Open && Date.now() - circuit.openedAt < halfOpenAfterMs;
      return isPausing ? 'open' : 'half_open';
    },
  };
}
