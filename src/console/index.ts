/** A page for operators: what calls cost, why they fail, and what to do. */
export type { Authorized } from './authorization.js';
export { callConsole } from './call-console.js';
export type { CallConsoleOptions, WatchedCalls } from './console-options.js';
