/** For hosts that use OpenTelemetry. */
export { type ObserveCallsOptions, observeCalls } from './observe-calls.js';
export type { ObservedCalls, ObservedHealth } from './observed-calls.js';
export { untraced } from './untraced.js';
