/** The client for pages and other programs, without a user interface. */

export type {
  AwaitingCall,
  CallOutcome,
  Canceled,
  ClosedReason,
  Countries,
  Country,
  NextSteps,
  Started,
  VerificationStatus,
  Verified,
} from '../contract/answers.js';
export type { MethodKind, StandardKind } from '../contract/method-kind.js';
export type { PROBLEM_MEMBERS, ProblemCode, ProblemMembers } from '../contract/problems.js';
export type { CallVerificationClientOptions } from './client-options.js';
export type { ClientProblem, ClientProblemCode } from './client-problem.js';
export {
  type AgainRequest,
  type CallVerificationClient,
  type CheckRequest,
  createCallVerificationClient,
  type Reference,
  type RequestOptions,
  type StartRequest,
} from './create-call-verification-client.js';
export type { HostAnswered } from './host-answered.js';
export type { Fetch, RequestHeaders, Signal } from './platform.js';
