/** The host's test numbers, which are never dialled: where they are allowed, and until when. */

import { ConfigurationError } from '../options/configuration-error.js';
import type { ResolvedOptions } from './call-verification-options.js';

type TestNumberOptions = Pick<ResolvedOptions, 'testNumbers' | 'dangerouslyAllowTestNumbersUntil' | 'clock'>;

/** The code of a test number. `undefined` for other numbers, and in production for all of them after the host's date. */
export function testCodesOf({
  testNumbers,
  dangerouslyAllowTestNumbersUntil: until,
  clock,
}: TestNumberOptions): (e164: string) => string | undefined {
  const codes = new Map(Object.entries(testNumbers));
  const end = process.env['NODE_ENV'] === 'production' ? until?.getTime() : undefined;
  return (e164) => (end !== undefined && clock() >= end ? undefined : codes.get(e164));
}

/** @throws {ConfigurationError} in production without a date in the future */
export function assertTestNumbers({ testNumbers, dangerouslyAllowTestNumbersUntil: until, clock }: TestNumberOptions): void {
  if (Object.keys(testNumbers).length === 0 || process.env['NODE_ENV'] !== 'production') return;
  if (until !== undefined && until.getTime() > clock()) return;
  throw new ConfigurationError(
    'createCallVerification',
    'testNumbers',
    'lets people in without a call. Under NODE_ENV=production it needs "dangerouslyAllowTestNumbersUntil", a Date in the future.',
  );
}
