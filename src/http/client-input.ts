/** What a client sends to start and check: its body or the host's replacement, with its binding, address and key. */
import type { Request, Response } from 'express';
import { LEAVING, type Problem } from '../contract/problems.js';
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

export type ReadInput<Input> = (req: Request, res: Response) => Promise<{ readonly ok: true; readonly input: Input } | Problem>;

/** How one endpoint reads its requests. */
interface Reading<Input> {
  readonly parse: (given: unknown) => Parsed<Input>;
  readonly limit: 'starts' | 'checks';
  /** The answer to a request that has nothing to bind to. */
  readonly whenUnbound: Problem;
  /** What else of a request the engine needs. */
  readonly more?: (req: Request) => HostMembers;
}

const CLAIMED: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'Only the server may set the member "challengePassed". Leave it out.',
};

/** Reads in the order that finds mistakes most cheaply: media type, size, JSON, key, members, binding, then the limit per address. */
export function createInputReader<Input>(
  internals: Internals,
  options: EndpointOptions<unknown>,
  { parse, limit, whenUnbound, more = () => ({}) }: Reading<Input>,
): ReadInput<Input> {
  const limiter = createIpLimiter(internals, limit);
  const { lifecycle } = internals;
  const { purpose } = options;
  return async (req, res) => {
    const body = await readJsonBody(req, res);
    if (!body.ok) return body;
    // An `input` may pass on what the client sent, and a client must never set this.
    if ('challengePassed' in body.value) return CLAIMED;
    // `input` finds the parsed body, whoever parsed it.
    req.body = body.value;
    const key = readIdempotencyKey(req);
    if (!key.ok) return key;
    // No new start is taken, and the repeat of an earlier one only reads: neither counts for its address. Nor is `input` asked, because
    // what it takes, such as the answer to a captcha, may be good only once, and another process will ask for it.
    const isLeaving = limit === 'starts' && lifecycle.stage !== 'open';
    if (isLeaving && (options.input !== undefined || key.members.idempotencyKey === undefined)) return LEAVING;
    // The host's `input` may ask other services, for example about a captcha, so the limit comes first.
    const limitedFirst = options.input === undefined ? undefined : await limiter(req, res);
    if (limitedFirst !== undefined) return limitedFirst;
    const given: unknown = options.input === undefined ? body.value : await options.input(req);
    const binding = bindingOf(internals.bindTo, req);
    const bound = binding.isMissing ? {} : binding.members;
    const parsed = parseWithHost(parse, given, { purpose, ip: clientAddress(req), ...bound, ...key.members, ...more(req) });
    if (!parsed.ok) return parsed;
    if (binding.isMissing) return whenUnbound;
    return (options.input === undefined && !isLeaving ? await limiter(req, res) : undefined) ?? parsed;
  };
}
