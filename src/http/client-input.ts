/** What a client sends to start and check: its body or the host's replacement, its binding, its address. */
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { Problem } from '../contract/problems.js';
import { parseInput } from '../engine/input.js';
import { bindingOf } from './binding.js';
import { clientAddress } from './client-address.js';
import type { CallVerification } from './http-settings.js';
import { readIdempotencyKey } from './idempotency-key.js';
import { createIpLimiter } from './ip-limits.js';
import { readJsonBody } from './json-body.js';

/** Options of the two factories that take a body. */
export interface EndpointOptions<Input> {
  /** On success set `req.callVerification` and call `next()` instead of answering. Problems are still answered. @default false */
  readonly passThrough?: boolean;
  /** Replaces the request's body: a step-up must verify *this user's* number, not one that the client names. The body is parsed by then. */
  readonly input?: (req: Request) => Input | Promise<Input>;
  /** What the number is verified for; a token for one purpose is none for another. @default 'sign-in' */
  readonly purpose?: string;
}

/** A member that the host adds and no client may send. */
export interface HostMembers {
  readonly binding?: string;
  readonly ip?: string;
  readonly purpose?: string;
  /** Stands in a header, not in the body. */
  readonly idempotencyKey?: string;
}

export type ClientInput<T> = { readonly ok: true; readonly input: T & HostMembers } | Problem;

export type ReadInput<T> = (req: Request, res: Response) => Promise<ClientInput<T>>;

/** What sets one endpoint's reading apart. */
interface Reading<S> {
  readonly schema: S;
  readonly limit: 'starts' | 'checks';
  /** What a request is told that has nothing to be bound to. */
  readonly whenUnbound: Problem;
}

const CLAIMED: Problem = {
  ok: false,
  code: 'invalid_request',
  detail: 'The member "challengePassed" is for the server to set. Leave it out.',
};

/** Reads in the order in which mistakes are cheapest: media type, size, JSON, key, members, binding, then the limit per address. */
export function createInputReader<S extends z.ZodType<object>>(
  calls: CallVerification,
  options: EndpointOptions<unknown>,
  { schema, limit, whenUnbound }: Reading<S>,
): ReadInput<z.output<S>> {
  const limiter = createIpLimiter(calls.http, limit);
  return async (req, res) => {
    const body = await readJsonBody(req, res);
    if (!body.ok) return body;
    // An `input` may pass on what was sent, and this is never the client's to say.
    if (typeof body.value === 'object' && body.value !== null && 'challengePassed' in body.value) return CLAIMED;
    // `input` should find what was sent, whoever parsed it.
    req.body = body.value;
    const key = readIdempotencyKey(req);
    if (!key.ok) return key;
    // What the host's own input asks of others, such as whether a captcha was solved, no flood shall ask.
    const limitedFirst = options.input === undefined ? undefined : await limiter(req, res);
    if (limitedFirst !== undefined) return limitedFirst;
    const parsed = parseInput(schema, options.input === undefined ? body.value : await options.input(req));
    if (!parsed.ok) return parsed;
    const binding = bindingOf(calls.http, req);
    if (binding.isMissing) return whenUnbound;
    const limited = options.input === undefined ? await limiter(req, res) : undefined;
    if (limited !== undefined) return limited;
    const ip = clientAddress(req);
    const purpose = options.purpose === undefined ? {} : { purpose: options.purpose };
    return { ok: true, input: { ...parsed.data, ...purpose, ...(ip === undefined ? {} : { ip }), ...binding.members, ...key.members } };
  };
}
