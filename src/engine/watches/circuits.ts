/** A circuit per method: one that fails again and again is left alone for a while, so that nobody waits for it in vain. */
import { type CircuitBreakerPolicy, CircuitState, ConsecutiveBreaker, circuitBreaker, handleAll } from 'cockatiel';
import type { Emit } from '../../ports/events.js';
import type { CallMethod, PlaceResult } from '../../ports/method.js';

export interface Circuits {
  /**
   * Places a call by `call` if the method's circuit lets it through, else refuses at once (`circuit_open`): nothing was
   * dialled then, so another method may be tried. Nothing is ever placed twice, and nobody waits for another's call.
   */
  place(method: CallMethod, call: () => Promise<PlaceResult>): Promise<PlaceResult>;
}

export interface CircuitOptions {
  readonly emit: Emit;
  /** How long an open circuit refuses before one call is let through to try. By the computer's clock. @default 30_000 */
  readonly halfOpenAfterMs?: number | undefined;
}

/**
 * In a row, not a share of a time: hosts with a call a minute must notice a provider that hangs, too, and under traffic
 * nobody can open a circuit by calls that fail, since other people's lie between. A method that places half of
 * its calls stays in use; one that fails in a tenth of them opens by chance once in a hundred thousand calls.
 */
const FAILURES_IN_A_ROW = 5;

const CIRCUIT_OPEN: PlaceResult = Object.freeze({ status: 'refused', blame: 'provider', reason: 'circuit_open' });

/**
 * Answers of a provider that works, but may not like the number: not all say so. Whoever asks for five such numbers in a
 * row must not close the method to everybody; and since they come at once, nobody waits for them in vain.
 */
const MAY_MEAN_THE_NUMBER: ReadonlySet<unknown> = new Set(['http_400', 'http_422', 'not_successful', 'unknown_error_code']);

/** A refused number is the person's; that the provider said so shows that it works. */
function isFailure(result: unknown): boolean {
  const { status, blame, reason } = result as { status: PlaceResult['status']; blame?: unknown; reason?: unknown };
  if (status !== 'refused') return status === 'uncertain';
  return blame !== 'number' && !(blame === 'provider' && MAY_MEAN_THE_NUMBER.has(reason));
}

/** Each process learns for itself: a probe costs one person a wait, a store that must be asked costs everybody one. */
export function createCircuits({ emit, halfOpenAfterMs = 30_000 }: CircuitOptions): Circuits {
  const circuits = new Map<string, CircuitBreakerPolicy>();

  const open = (method: CallMethod): CircuitBreakerPolicy => {
    const circuit = circuitBreaker(handleAll.orWhenResult(isFailure), {
      breaker: new ConsecutiveBreaker(FAILURES_IN_A_ROW),
      halfOpenAfter: halfOpenAfterMs,
    });
    const about = { provider: method.provider.name, methodId: method.id };
    let isToldOpen = false;
    circuit.onBreak(() => {
      // A probe that fails opens it again: the same trouble, told already.
      if (!isToldOpen) emit({ type: 'circuit.opened', ...about });
      isToldOpen = true;
    });
    circuit.onReset(() => {
      isToldOpen = false;
      emit({ type: 'circuit.closed', ...about });
    });
    circuits.set(method.id, circuit);
    return circuit;
  };

  return {
    async place(method, call) {
      const circuit = circuits.get(method.id) ?? open(method);
      // The library would let those who come while a probe is out wait for its end.
      if (circuit.state === CircuitState.HalfOpen) return CIRCUIT_OPEN;
      let isCalled = false;
      try {
        return await circuit.execute(() => {
          isCalled = true;
          return call();
        });
      } catch (error) {
        if (isCalled) throw error;
        return CIRCUIT_OPEN;
      }
    },
  };
}
