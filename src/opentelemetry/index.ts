/** Spans and metrics for hosts that use OpenTelemetry, and a `fetch` whose requests are in no span. */
export { type ObserveCallsOptions, observeCalls } from './observe-calls.js';
export type { ObservedCalls, ObservedHealth } from './observed-calls.js';
export { untraced } from './untraced.js';
