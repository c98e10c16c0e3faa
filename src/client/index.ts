/** The exports of the browser's part. */
export type { ClientProblem, ClientProblemCode, ServerProblemCode } from './client-problem.js';
export type { CallVerificationClientOptions } from './connection.js';
export {
  type AgainRequest,
  type CallVerificationClient,
  type CheckRequest,
  createCallVerificationClient,
  type Reference,
  type RequestOptions,
  type StartRequest,
} from './create-call-verification-client.js';
export type {
  AwaitingCall,
  CallOutcome,
  Canceled,
  ClosedReason,
  Countries,
  Country,
  HostAnswered,
  MethodKind,
  NextSteps,
  Started,
  VerificationStatus,
  Verified,
} from './verification-answers.js';
