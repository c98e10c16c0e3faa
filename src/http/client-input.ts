/** What a client sends to start and check: its body or the host's replacement, with its binding, address and key. */
import type { Request, Response } from 'express';
import type { StartInput } from '../contract/inputs.js';
import { LEAVING, type Problem } from '../contract/problems.js';
import { withReason } from '../engine/engine.js';
import { type HostMembers, type Parsed, parseWithHost } from '../engine/input.js';
import { bindingOf } from './binding.js';
import { clientAddress } from './client-address.js';
import { readIdempotencyKey } from './idempotency-key.js';
import type { Internals } from './internals.js';
import { createIpLimiter } from './ip-limits.js';
import { readJsonBody } from './json-body.js';

/** Options of the two endpoints that take a body. */
export interface EndpointOptions<Input> {
  /** On success set `req.callVerification` and call `next()` instead of answering. Problems are still answered here. @default false */
  readonly passThrough?: boolean | undefined;
  /** Replaces the request's body, which is parsed by then and is an object: a step-up must verify *this user's* number, not one that the client names. */
  readonly input?: ((req: Request) => Input | Promise<Input>) | undefined;
  /** What the number is verified for; a token for one purpose is not good for another. @default 'sign-in' */
  readonly purpose?: string | undefined;
}

/** A request whose body is read, so far without a question to the host or the store. */
export interface Received<Input> {
  readonly ok: true;
  /**
   * Reads the rest, and counts the request for its address. That takes what is good only once, such as the answer to a captcha.
   *
   * @param isTaken whether a new start is taken
   */
  read(isTaken: boolean): Promise<{ readonly ok: true; readonly input: Input } | Problem>;
}

export type ReceiveInput<Input> = (req: Request, res: Response) => Promise<Received<Input> | Problem>;

/** How one endpoint reads its requests. */
interface Reading<Input> {
  readonly parse: (given: unknown) => Parsed<Input>;
  readonly limit: 'starts' | 'checks';
  /** The answer to a request that has nothing to bind to. */
  readonly whenUnbound: Problem;
  /** What else of a request the engine needs. */
  readonly more?: (req: Request) => HostMembers;
  /** What a client may say otherwise. */
  readonly implied?: (req: Request) => Pick<StartInput, 'language'>;
}

const CLAIMED: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'Only the server may set the member "challengePassed". Leave it out.',
};

const RETURNED = 'It is what the option "input" of this endpoint returned.';

/** Reads in the order that finds mistakes most cheaply: media type, size, JSON, key, members, binding, then the limit per address. */
export function createInputReceiver<Input>(
  internals: Internals,
  options: EndpointOptions<unknown>,
  { parse, limit, whenUnbound, more = () => ({}), implied = () => ({}) }: Reading<Input>,
): ReceiveInput<Input> {
  const limiter = createIpLimiter(internals, limit);
  const { purpose } = options;
  // Where the host's code never sees the request again, nothing is written to it, which is dear after Express has changed its prototype.
  const isSeenByHost = options.input !== undefined || options.passThrough === true || internals.bindTo !== undefined;
  return async (req, res) => {
    const body = await readJsonBody(req);
    if (!body.ok) return body;
    // An `input` may pass on what the client sent, and a client must never set this.
    if ('challengePassed' in body.value) return CLAIMED;
    if (isSeenByHost) leaveBody(req, body.value);
    const key = readIdempotencyKey(req);
    if (!key.ok) return key;
    const read: Received<Input>['read'] = async (isTaken) => {
      // The repeat of an earlier start only reads, so it does not count for its address. `input` is not asked, because what it takes may be
      // good only once, and another process will ask for it.
      if (!isTaken && (options.input !== undefined || key.members.idempotencyKey === undefined)) return LEAVING;
      const ip = clientAddress(req);
      // The host's `input` may ask other services, for example about a captcha, so the limit comes first.
      const limitedFirst = options.input === undefined ? undefined : await limiter(ip, res);
      if (limitedFirst !== undefined) return limitedFirst;
      const given: unknown = options.input === undefined ? body.value : await options.input(req);
      const binding = bindingOf(internals, req);
      const bound = binding.isMissing ? {} : binding.members;
      const parsed = parseWithHost(parse, given, {
        implied: implied(req),
        host: { purpose, ip, ...bound, ...key.members, ...more(req) },
      });
      if (!parsed.ok) return options.input === undefined ? parsed : withReason(internals, parsed, `${parsed.detail} ${RETURNED}`);
      if (binding.isMissing) return whenUnbound;
      return (options.input === undefined && isTaken ? await limiter(ip, res) : undefined) ?? parsed;
    };
    return { ok: true, read };
  };
}

/** The host's code finds the parsed body, whoever parsed it. Express 4's parsers say by `_body` that there is no more to read. */
function leaveBody(req: Request, body: object): void {
  Object.assign(req, { body, _body: true });
}
