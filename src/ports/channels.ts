/**
 * What the service tells those who watch it, on channels of `node:diagnostics_channel`. Nobody pays for a channel without a subscriber.
 * Messages hold nothing that an event may not hold: no result of the work, no number, no code, no id, no text from outside.
 */
import { type Channel, channel, type TracingChannel, tracingChannel } from 'node:diagnostics_channel';
import type { MethodKind } from '../contract/method-kind.js';
import type { Problem } from '../contract/problems.js';
import type { Price } from '../core/fraud/money.js';
import type { CallVerificationEvent } from './events.js';
import type { Blame, PlaceResult } from './method.js';

/** Names a service in messages: each has one such object, `calls.service`, so that two services in one process stay apart. */
export interface ServiceIdentity {
  /** The option `name`. */
  readonly name: string;
}

/** The message of the channel `express-call-verification:event`. */
export interface EventMessage {
  /** The `service` of the service that it is about. */
  readonly service: ServiceIdentity;
  /** What `onEvent` gets. */
  readonly event: CallVerificationEvent;
}

/** What the messages of all traced work say. The same object is published from the beginning of the work to its end. */
export interface TracedMessage {
  /** The `service` of the service that does the work. */
  readonly service: ServiceIdentity;
  /** At the end, if the work threw: one word, such as the error's name. `error` is an error of Node that says the same word. */
  readonly errorType?: string;
}

/** A start, for a first call or a further one. */
export interface StartMessage extends TracedMessage {
  /** Whether it asks for another call of a verification that is open. */
  readonly isFurther: boolean;
  /** What the number is verified for. */
  readonly purpose: string;
  /** ISO 3166 alpha-2. At the end; absent for a further call, and for what is not a number that is called. */
  readonly country?: string | undefined;
  /** The name of the verification in events and tokens. At the end, if there is one. */
  readonly txn?: string | undefined;
  /** At the end: what was answered. */
  readonly outcome?: 'started' | Problem['code'];
}

/** One request to a provider that is to place a call or send a message. */
export interface CallMessage extends TracedMessage {
  /** The name of the verification in events and tokens. */
  readonly txn: string;
  /** The provider's name. */
  readonly provider: string;
  /** The method's id, for example `mcn.flashCall`. */
  readonly methodId: string;
  /** The method's kind. */
  readonly method: MethodKind;
  /** ISO 3166 alpha-2. */
  readonly country: string;
  /** At the end: what the provider said. */
  readonly outcome?: PlaceResult['status'];
  /** At the end of a refusal: what it is about. */
  readonly blame?: Blame;
  /** At the end, unless the call was placed: why, as in the events `call.refused` and `call.uncertain`. */
  readonly reason?: string;
  /** At the end, unless it was refused: what it costs, as the provider says, or else as the method's option does. */
  readonly price?: Price | undefined;
}

/** A provider's callback. */
export interface CallbackMessage extends TracedMessage {
  /** The provider's name. */
  readonly provider: string;
  /** At the end: the names of the verifications whose calls it has reported something new about. */
  readonly txns?: readonly string[];
  /** At the end: how many reports it held that were understood. */
  readonly reports?: number;
  /** At the end: whether it was taken. */
  readonly outcome?: 'taken' | 'callback_rejected' | 'temporarily_unavailable';
}

/** A check of a code. */
export interface CheckMessage extends TracedMessage {
  /** What the number is verified for. */
  readonly purpose: string;
  /** The name of the verification in events and tokens. Absent if the id cannot be one of this service. */
  readonly txn?: string | undefined;
  /** At the end: what was answered. */
  readonly outcome?: 'verified' | 'awaiting_call' | Problem['code'];
}

/** One operation of the store. */
export interface StoreMessage extends TracedMessage {
  /** What is asked of the store. */
  readonly verb: 'get' | 'put' | 'delete' | 'count';
  /** At the end. */
  readonly outcome?: 'ok' | 'failed';
  /** At the end, if it failed: why, as in the event `store.failed`. */
  readonly reason?: string;
}

/** The message of each tracing channel: what `tracingChannel` of `node:diagnostics_channel` takes as the name, and what its subscribers get. */
export interface TracingMessages {
  /** Starts. */
  readonly 'express-call-verification:start': StartMessage;
  /** Requests to providers. */
  readonly 'express-call-verification:call': CallMessage;
  /** Callbacks. */
  readonly 'express-call-verification:callback': CallbackMessage;
  /** Checks. */
  readonly 'express-call-verification:check': CheckMessage;
  /** Operations of the store. */
  readonly 'express-call-verification:store': StoreMessage;
}

type Writable<Message> = { -readonly [Name in keyof Message]: Message[Name] };
type Tracing<Message extends object> = TracingChannel<unknown, Message>;

function open<Name extends keyof TracingMessages>(name: Name): Tracing<TracingMessages[Name]> {
  return tracingChannel<unknown, TracingMessages[Name]>(name);
}

export const eventChannel = channel('express-call-verification:event') as Channel<unknown, EventMessage>;
export const startChannel = open('express-call-verification:start');
export const callChannel = open('express-call-verification:call');
export const callbackChannel = open('express-call-verification:callback');
export const checkChannel = open('express-call-verification:check');
export const storeChannel = open('express-call-verification:store');

/** A word for what was thrown. Texts of errors may hold anything. */
export function wordOf(error: unknown): string {
  return error instanceof Error && /^[A-Za-z]{1,40}$/.test(error.name) ? error.name : 'Error';
}

/**
 * Does the work, and publishes its beginning and its end, if somebody listens. Node publishes what a promise resolves to and rejects with,
 * so what it gets to see is neither the answer nor the error.
 *
 * @param begin makes the message
 * @param end adds to it what the answer shows
 */
export function traced<Message extends TracedMessage, Answer>(
  tracing: Tracing<Message>,
  begin: () => NoInfer<Message>,
  work: (message?: Writable<NoInfer<Message>>) => Promise<Answer>,
  end: (message: Writable<NoInfer<Message>>, answer: Answer) => void,
): Promise<Answer> {
  return tracing.hasSubscribers ? publish(tracing, begin(), work, end) : work();
}

async function publish<Message extends TracedMessage, Answer>(
  tracing: Tracing<Message>,
  message: Writable<Message>,
  work: (message: Writable<Message>) => Promise<Answer>,
  end: (message: Writable<Message>, answer: Answer) => void,
): Promise<Answer> {
  let ended: { readonly answer: Answer } | undefined;
  let thrown: unknown;
  const run = async (): Promise<void> => {
    try {
      ended = { answer: await work(message) };
      end(message, ended.answer);
    } catch (error) {
      thrown = error;
      message.errorType ??= wordOf(error);
      // It becomes the message's `error`.
      throw new Error(message.errorType);
    }
  };
  await tracing.tracePromise(run, message).catch(() => undefined);
  if (ended === undefined) throw thrown;
  return ended.answer;
}
