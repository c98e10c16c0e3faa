/** The root: the service, its handlers for Express, both providers, and the memory store. */
export type { CallReportOptions, CallVerificationOptions } from './composition/call-verification-options.js';
export { createCallVerification } from './composition/create-call-verification.js';
export type { BreakerOptions, BudgetOptions, LimitOptions } from './composition/limit-options.js';
export type { HostClaims, PreviousTokenKey, TokenOptions, VerifiedNumber } from './composition/token-options.js';
export type {
  AwaitingCall,
  CallOutcome,
  Canceled,
  ClosedReason,
  NextSteps,
  Started,
  ToldToHost,
  VerificationStatus,
  Verified,
} from './contract/answers.js';
export type { CheckBody, CheckInput, DeliveryReport, ReferenceInput, StartBody, StartInput } from './contract/inputs.js';
export type { MethodKind, StandardKind } from './contract/method-kind.js';
export type { PROBLEM_MEMBERS, Problem, ProblemCode, ProblemMembers, ProblemOf } from './contract/problems.js';
export type { Forgotten } from './core/decisions/decide-forget.js';
export type { CodeSource, MethodTraits, ReportPromise } from './core/entry/method-traits.js';
export type { CallFate, CodeReach } from './core/entry/outcome.js';
export type { BreakerMode, TripReason } from './core/fraud/breaker.js';
export type { MoneyBudget, Price } from './core/fraud/money.js';
export type { LimitName } from './core/limits/limit-name.js';
export type { Standing } from './core/limits/number-limits.js';
export type { NumberType } from './core/phone/phone.js';
export type { CallbackSender } from './engine/callbacks/callback-guard.js';
export type { DeliveryReported, Reported, ReportInput } from './engine/callbacks/report.js';
export type { Operator } from './engine/operator/operator.js';
export type { Secret } from './engine/records/keyring.js';
export type { CallVerification } from './engine/service.js';
export type { StatusListener, Watching } from './engine/status/status-watch.js';
export type { BindTo } from './http/binding.js';
export { type CallStatusOptions, callStatus } from './http/call-status.js';
export { type CallVerificationRouterOptions, callVerificationRouter } from './http/call-verification-router.js';
export { callWebhooks } from './http/call-webhooks.js';
export { cancelCallVerification } from './http/cancel-call-verification.js';
export { checkCallCode } from './http/check-call-code.js';
export type { EndpointOptions } from './http/client-input.js';
export type { DeviceCookieOptions } from './http/device-cookie.js';
export type { IpLimitOptions } from './http/ip-limits.js';
export { type RequireVerifiedPhoneOptions, requireVerifiedPhone } from './http/require-verified-phone.js';
export { startCallVerification } from './http/start-call-verification.js';
export { ConfigurationError } from './options/configuration-error.js';
export type {
  CallbackMessage,
  CallMessage,
  CheckMessage,
  EventMessage,
  ServiceIdentity,
  StartMessage,
  StoreMessage,
  TracedMessage,
  TracingMessages,
} from './ports/channels.js';
export type {
  BindingRefusal,
  CallEventMembers,
  CallVerificationEvent,
  EventDetails,
  TokenRefusal,
  Tripped,
  UnreadableReason,
  VerificationEventMembers,
} from './ports/events.js';
export type { BudgetUse, CircuitState, Health, LastReport, MethodCircuit, StoreHealth } from './ports/health.js';
export type { CallVerificationLogger, LogLine } from './ports/logger.js';
export type {
  Blame,
  CallbackForm,
  CallbackGuard,
  CallbackHeader,
  CallbackRequest,
  CallbackSource,
  CallMethod,
  CallProvider,
  ParsedCallback,
  ParsedReport,
  PlaceContext,
  PlaceRequest,
  PlaceResult,
} from './ports/method.js';
export type { Challenge, ChallengedClient, Policy, PolicyAttempt, PolicyVerdict } from './ports/policy.js';
export type { CallVerificationStore, StoreFinding } from './ports/store.js';
export type { PhoneTokenClaims, TokenFault } from './ports/token.js';
export type { CallbackPositions } from './providers/callbacks/callback-layout.js';
export type { CallbackOptions } from './providers/callbacks/callback-options.js';
export type { ConfirmingField, McnConfirmationCallOptions } from './providers/mcn/confirmation-call.js';
export { createMcn, type Mcn, type McnOptions } from './providers/mcn/create-mcn.js';
export type { McnFlashCallOptions } from './providers/mcn/flash-call.js';
export type { McnOwnNumberCallOptions } from './providers/mcn/own-number-call.js';
export type { McnPasswordCallOptions } from './providers/mcn/password-call.js';
export type { MethodOptions } from './providers/method-options.js';
export { createMobilGroup, type MobilGroup, type MobilGroupOptions } from './providers/mobilgroup/create-mobil-group.js';
export type { MobilGroupFlashCallOptions } from './providers/mobilgroup/flash-call.js';
export type { MobilGroupSmsOptions } from './providers/mobilgroup/sms.js';
export type { MobilGroupVoiceCallOptions } from './providers/mobilgroup/voice-call.js';
export {
  createSender,
  type SenderMessage,
  type SenderOptions,
  type SenderReceipt,
} from './providers/sender/create-sender.js';
export { type SenderRefusal, SenderRefused } from './providers/sender/sender-refused.js';
export { createSmsText, type SmsTextMessage } from './providers/sender/sms-text.js';
export type { SmsTextOptions } from './providers/sender/sms-text-options.js';
export { createMemoryStore, type MemoryStoreOptions } from './stores/memory.js';
export type { TokenAlgorithm, TokenKey } from './tokens/keys.js';
