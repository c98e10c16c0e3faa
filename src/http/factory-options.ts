/** Checks the options of the Express factories when they are called. */
import type { Request } from 'express';
import { z } from 'zod';
import { ConfigurationError } from '../core/options/configuration-error.js';
import { describeValue, option, parseOptions } from '../core/options/parse-options.js';
import type { CallVerification } from './http-settings.js';

const endpointSchema = z.strictObject({
  passThrough: option.flag().optional(),
  input: option.callback<(req: Request) => unknown>().optional(),
  purpose: option.text('a string of 1 to 64 characters').max(64, { error: 'a string of 1 to 64 characters' }).optional(),
});

/** @throws {ConfigurationError} if the first argument is no verification service, or an option is wrong */
export function assertEndpoint(factory: string, calls: CallVerification, options: object): void {
  assertCalls(factory, calls);
  parseOptions(factory, endpointSchema, options);
}

/** @throws {ConfigurationError} */
export function assertCalls(factory: string, calls: unknown): asserts calls is CallVerification {
  if (typeof calls === 'object' && calls !== null && 'http' in calls && 'start' in calls) return;
  throw new ConfigurationError(factory, 'calls', `must be what createCallVerification returned, but is ${describeValue(calls)}.`);
}
