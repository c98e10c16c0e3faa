/** The providers' APIs and virtual telephones on this machine, for tests and demonstrations. No real telephone is ever dialled. */
export {
  CALLBACK_MODES,
  type CallbackMode,
  type CallbackSettings,
  type CallbackVocabulary,
  type CurrentCallbackSettings,
} from './callback-settings.js';
export type { CallbackShape, CallbackTemplate } from './callback-template.js';
export type { ConnectedCalls, ConnectOptions } from './connection.js';
export {
  createProviderSimulator,
  type ProviderSimulator,
  type ProviderSimulatorOptions,
  type SimulatorCallbacks,
} from './create-provider-simulator.js';
export type { FaultOptions, SimulatorFault } from './fault.js';
export type { CallProviderName, ProviderName } from './provider-name.js';
export type { ManualReport } from './report-variables.js';
export type { SimulatedCall, SimulatedCallKind, SimulatedCallOutcome, SimulatedCallState } from './simulated-call.js';
export type {
  AnswerEvent,
  CallbackEvent,
  CallEvent,
  DroppedEvent,
  EventWithoutTime,
  PressedEvent,
  RequestEvent,
  SimulatorEvent,
  SimulatorEventOf,
  SmsEvent,
  SpokenEvent,
} from './simulator-event.js';
export { SCENARIO_NUMBERS, type ScenarioNumbers, TELEPHONE_MOODS, type TelephoneMood } from './telephone-mood.js';
export type { VirtualTelephone } from './virtual-telephone.js';
export type { WaitOptions } from './waiters.js';
