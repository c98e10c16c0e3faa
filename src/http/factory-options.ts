/** Checks the options of the Express factories when they are called. */
import type { Request } from 'express';
import { z } from 'zod';
import { option, parseOptions, type ShapeOf } from '../options/parse-options.js';
import type { EndpointOptions } from './client-input.js';

const endpointSchema = z.strictObject({
  passThrough: option.flag().optional(),
  input: option.callback<(req: Request) => unknown>().optional(),
  purpose: option.text('a string of 1 to 64 characters').max(64, { error: 'a string of 1 to 64 characters' }).optional(),
} satisfies ShapeOf<EndpointOptions<unknown>>);

/** @throws {ConfigurationError} */
export function assertEndpoint(factory: string, options: EndpointOptions<unknown>): void {
  parseOptions(factory, endpointSchema, options);
}
