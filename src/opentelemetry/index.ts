/** For hosts that use OpenTelemetry. */
export { type ObserveCallsOptions, observeCalls } from './observe-calls.js';
export type { ObservedCalls } from './observed-calls.js';
export { untraced } from './untraced.js';
