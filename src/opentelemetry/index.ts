/** For hosts that use OpenTelemetry. */
export { untraced } from './untraced.js';
