/** One case of a method's contract, and what the cases share: stand-ins for the provider, and calls that are placed by them. */
import type { CallMethod, PlaceRequest, PlaceResult } from '../../ports/method.js';
import type { Behaviour, ProviderReply, ReceivedRequest, StandIn } from './stand-in.js';

export interface MethodCase {
  /** What the method does, as a sentence. */
  readonly name: string;
  /** Left out for a method that does not speak HTTP. */
  readonly isAboutHttp?: true;
  /** Left out unless the author says how the provider refuses. */
  readonly needsRefusal?: true;
  /** Rejects if the method does not do it. */
  run(trial: Trial): Promise<void>;
}

/** What was placed, and by whom. */
export interface Placed {
  readonly result: PlaceResult;
  readonly method: CallMethod;
  readonly standIn: StandIn;
  readonly asked: PlaceRequest;
}

/** How `place` is called, where it matters. */
export interface Placing {
  /** Which of a hundred numbers and codes. @default 0 */
  readonly ordinal?: number;
  /** @default one that sends everything to the stand-in */
  readonly fetch?: typeof globalThis.fetch;
}

/** What a case works with. All that it opens is closed at its end. */
export interface Trial {
  /** Whether the method speaks HTTP. */
  readonly isHttp: boolean;
  /** Whether requests of other kinds may come before the one that asks for a call. */
  readonly hasOtherRequests: boolean;
  /** How much later than its time-out anything may end, in milliseconds. */
  readonly marginMs: number;
  /** Whether the provider may have acted in spite of this status. */
  isUnclear(status: number): boolean;
  /** Whether this request has what the call needs. */
  carries(request: ReceivedRequest, asked: PlaceRequest): boolean;
  /** The author's answer of a provider that accepts. */
  success(request: ReceivedRequest, fresh?: Fresh): ProviderReply;
  /** The author's answer of a provider that refuses, with this text where its words stand. */
  refusal(request: ReceivedRequest, text: string): ProviderReply;
  open(behaviour: Behaviour): Promise<StandIn>;
  /** A stand-in that refuses every connection. */
  openClosed(): Promise<StandIn>;
  make(standIn: StandIn, timeoutMs?: number): Promise<CallMethod>;
  /** Places a call, and holds the result to what any result must be. */
  place(method: CallMethod, standIn: StandIn, placing?: Placing): Promise<Placed>;
  /** Opens, makes and places. */
  placeWith(behaviour: Behaviour, timeoutMs?: number): Promise<Placed>;
}

/** What a provider chooses for an answer. */
export interface Fresh {
  /** An id, another one for each answer. */
  readonly id: string;
  /** A code of the method's length, for a provider that chooses codes. */
  readonly code: string;
}

/** Long enough for every exchange on this machine. */
export const LONG_MS = 5000;
