/** The host's options without its listeners: what the doctor's own services do is no news, and would be printed in the midst of the report. */
import type { CallVerificationLogger, CallVerificationOptions } from '../../index.js';

const ignore = (): undefined => undefined;
const SILENT: CallVerificationLogger = { info: ignore, warn: ignore, error: ignore };

/** What is no listener stays, so that it is refused as ever. */
export function silentOptions(given: CallVerificationOptions): CallVerificationOptions {
  const { onEvent, logger } = given;
  return {
    ...given,
    ...(typeof onEvent === 'function' ? { onEvent: ignore } : {}),
    ...(isLogger(logger) ? { logger: SILENT } : {}),
  };
}

function isLogger(given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return false;
  return ['info', 'warn', 'error'].every((level) => typeof Reflect.get(given, level) === 'function');
}
