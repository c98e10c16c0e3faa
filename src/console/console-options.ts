/** The options of the console. */
import type { Request } from 'express';
import { z } from 'zod';
import { option, type ShapeOf } from '../options/parse-options.js';
import type { Authorized } from './authorization.js';

/** What `createCallVerification` has returned: this much of it shows that, and the rest is checked when the console is made. */
export interface WatchedCalls {
  /** Names the service in the messages of its channels. */
  readonly service: { readonly name: string };
  /** How the service is doing. */
  health(): Promise<object>;
  /** Opens a prefix that is closed by its breaker. */
  release(prefix: string, operator?: { readonly by?: string | undefined }): Promise<{ readonly ok: boolean }>;
}

/** Options of `callConsole`. */
export interface CallConsoleOptions {
  /**
   * Who may see the console. `true` lets a request in; so does `{ by: 'ada' }`, whose name the event `operator.acted` tells. With anything else
   * the request goes on to your next route, as if there were no console. If the function throws, the error goes to your error handler.
   */
  readonly authorize: (req: Request) => Authorized | Promise<Authorized>;
}

export const consoleOptions = z.strictObject({
  authorize: option.callback<CallConsoleOptions['authorize']>(
    'a function that says who may see the console, such as (req) => req.session?.isAdmin === true',
  ),
} satisfies ShapeOf<CallConsoleOptions>);
