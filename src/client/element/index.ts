/** The class of `<call-verification>`, its messages and its types. To import them registers nothing, and needs no browser. */
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
} from '../../contract/answers.js';
export type { MethodKind, StandardKind } from '../../contract/method-kind.js';
export type { PROBLEM_MEMBERS, ProblemCode, ProblemMembers } from '../../contract/problems.js';
export type { ClientProblem, ClientProblemCode } from '../client-problem.js';
export type {
  AgainRequest,
  CallVerificationClient,
  CheckRequest,
  Reference,
  RequestOptions,
  StartRequest,
} from '../create-call-verification-client.js';
export type { HostAnswered } from '../host-answered.js';
export type { Signal } from '../platform.js';
export { CallVerificationElement } from './call-verification-element.js';
export type {
  CallVerificationElementEventMap,
  ChallengeDetail,
  FailedDetail,
  ListenerMethod,
  StateChangeDetail,
  VerifiedDetail,
} from './element-events.js';
export type { EndReason, Step } from './flow.js';
export type {
  CallVerificationAttributes,
  CallVerificationListeners,
  CallVerificationProperties,
  CallVerificationVueListeners,
} from './frameworks.js';
export type { Message, MessageKey, Messages, PluralForms } from './messages/en.js';
export { defineMessages } from './messages/translate.js';
