/** What every store and every method must do, as suites of tests for your own. */
export type { CallOutcome } from '../contract/answers.js';
export type { MethodKind, StandardKind } from '../contract/method-kind.js';
export type { CodeSource, MethodTraits, ReportPromise } from '../core/entry/method-traits.js';
export type { CallFate, CodeReach } from '../core/entry/outcome.js';
export type { Price } from '../core/fraud/money.js';
export type { NumberType } from '../core/phone/phone.js';
export type {
  Blame,
  CallbackForm,
  CallbackGuard,
  CallbackHeader,
  CallbackRequest,
  CallMethod,
  CallProvider,
  ParsedCallback,
  ParsedReport,
  PlaceContext,
  PlaceRequest,
  PlaceResult,
} from '../ports/method.js';
export type { CallVerificationStore, StoreFinding } from '../ports/store.js';
export { methodContract } from './method/method-contract.js';
export type { CreateMethod, MethodContractOptions, ProviderStandIn } from './method/method-contract-options.js';
export type { ProviderReply, ReceivedRequest } from './method/stand-in.js';
export { type CreateStore, type StoreContractOptions, storeContract } from './store-contract.js';
