/** OpenTelemetry in a test. */
import { onTestFinished } from 'vitest';
import { startTelemetry, type Telemetry } from './telemetry-sdk.js';

export type { Point, Telemetry } from './telemetry-sdk.js';

/** Until the test is over. Registers a context manager for the whole process: one at a time. */
export function openTelemetry(...options: Parameters<typeof startTelemetry>): Telemetry {
  const telemetry = startTelemetry(...options);
  onTestFinished(() => telemetry.close());
  return telemetry;
}
