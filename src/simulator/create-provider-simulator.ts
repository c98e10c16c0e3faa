/** Puts the simulator together: the providers behind HTTP, and the telephones that they call. */
import { type CallbackSettings, type CurrentCallbackSettings, resolveCallbackSettings } from './callback-settings.js';
import { type ConnectedCalls, type ConnectOptions, createConnections } from './connection.js';
import { createEventFeed } from './event-feed.js';
import { createFaultBoard, type FaultOptions, type SimulatorFault } from './fault.js';
import { openListener } from './listener.js';
import { mcnFlashCall, mcnOwnNumberCall } from './mcn-account-endpoints.js';
import type { McnAccount } from './mcn-calls.js';
import { mcnConfirmationCall, mcnPasswordCall } from './mcn-paid-endpoints.js';
import { type MobilGroupAccount, mobilGroupSend } from './mobil-group-endpoint.js';
import { createProviderApp } from './provider-app.js';
import { createExchange } from './provider-exchange.js';
import { PROVIDER_NAMES, type ProviderName, requireKnownMembers, requireProviderName } from './provider-name.js';
import { createReportSender } from './report-sender.js';
import { type ManualReport, variablesOfManualReport } from './report-variables.js';
import type { SimulatorEvent, SimulatorEventOf } from './simulator-event.js';
import { type SmsAccount, smsMessages } from './sms-endpoint.js';
import type { TelephoneTimes } from './telephone-line.js';
import { requireMood, type TelephoneMood } from './telephone-mood.js';
import { createTelephoneNetwork } from './telephone-network.js';
import { createTimers } from './timers.js';
import type { VirtualTelephone } from './virtual-telephone.js';
import type { WaitOptions } from './waiters.js';

/** Options of `createProviderSimulator`. */
export interface ProviderSimulatorOptions {
  /** The port of `simulator.url`, on 127.0.0.1. @default 0: any that is free */
  readonly port?: number | undefined;
  /** The account with MCN. */
  readonly mcn?: {
    /** The API token that is accepted. @default 'simulated-mcn-token' */
    readonly token?: string | undefined;
    /** The account's number. @default '117793' */
    readonly accountId?: string | undefined;
    /** The numbers that `call_for_2fa` may call from, in digits. @default any */
    readonly ownNumbers?: readonly string[] | undefined;
    /** Which one the answers follow if MCN's samples and texts differ. @default 'as_printed' */
    readonly answers?: 'as_printed' | 'as_described' | undefined;
  };
  /** The account with MobilGroup. */
  readonly mobilgroup?: {
    /** The API key that is accepted. @default 'simulated-mobilgroup-key' */
    readonly apiKey?: string | undefined;
    /** In roubles; each accepted request costs 0.35. @default 1000 */
    readonly balance?: number | undefined;
    /** The numbers that are allowed in `ani`, in digits. @default ['74959999999'] */
    readonly registeredAni?: readonly string[] | undefined;
    /** Whether ids are JSON strings or numbers. @default 'string' */
    readonly idAs?: 'string' | 'number' | undefined;
  };
  /** The account with a company that sends any text as an SMS. */
  readonly sms?: {
    /** The API key that is accepted. @default 'simulated-sms-key' */
    readonly apiKey?: string | undefined;
  };
  /** Where and how each provider reports. @default not at all */
  readonly callbacks?: { readonly mcn?: CallbackSettings; readonly mobilgroup?: CallbackSettings; readonly sms?: CallbackSettings };
  /** How telephones react at first, apart from those of `SCENARIO_NUMBERS`. @default 'rings': they wait for you */
  readonly mood?: TelephoneMood | undefined;
  /** How long a call rings before it counts as not answered. @default 20000 */
  readonly ringMs?: number | undefined;
  /** How long a telephone that acts by itself waits first. @default 0 */
  readonly reactMs?: number | undefined;
  /** How long an answered call that speaks a code lasts, unless it is hung up. @default 2000 */
  readonly afterAnswerMs?: number | undefined;
  /** How long an answered confirmation call waits for a key. @default 10000 */
  readonly keyPressMs?: number | undefined;
}

/** The callbacks of a running simulator. */
export interface SimulatorCallbacks {
  /** The present settings; assign to a member to change it at run time. */
  readonly mcn: CurrentCallbackSettings;
  /** The same for MobilGroup. */
  readonly mobilgroup: CurrentCallbackSettings;
  /** The same for the SMS company, which reports each message as `delivered` or `undelivered`. */
  readonly sms: CurrentCallbackSettings;
  /** Sends a provider's reports to this address from now on; `undefined`: to none. A wrong name throws, with the nearest one. */
  setUrl(provider: ProviderName, url: string | undefined): void;
  /** Sends a report that belongs to no call: stale, contradictory, or of an unknown id. Resolves when it was delivered or given up. */
  report(provider: ProviderName, report: ManualReport): Promise<void>;
}

/** A running simulator. */
export interface ProviderSimulator {
  /** Serves all providers. */
  readonly url: string;
  /** The options for `createMcn`. */
  readonly mcn: { readonly apiUrl: string; readonly paidMethodsUrl: string; readonly token: string; readonly accountId: string };
  /** The options for `createMobilGroup`. */
  readonly mobilgroup: { readonly apiUrl: string; readonly apiKey: string };
  /** For a sender of yours: `POST <apiUrl>/sms/messages` with `{ to, text }` in JSON and the key as a Bearer token answers `{ id }`. */
  readonly sms: { readonly apiUrl: string; readonly apiKey: string };
  /** The balance of the MobilGroup account, in roubles. */
  readonly mobilgroupBalance: number;
  /** Where and how each provider reports, and your own reports. */
  readonly callbacks: SimulatorCallbacks;
  /**
   * Sends the reports of all providers that `calls` has methods of to your app, and prints to the terminal what the telephones show:
   * `RING +7 915 777-77-77 from +7 495 555 **9767**`. Also what a voice says, what an SMS says, which key is to be pressed, and what your
   * app answered to a report. It takes the place of an earlier connection. Call the returned function to end it.
   *
   * @param url where `callWebhooks` is mounted, such as `http://127.0.0.1:3000/webhooks/calls`
   * @throws {TypeError} if `url` is no http URL
   * @throws {RangeError} if `calls` has no method of a provider under the name that is expected, with the nearest name
   */
  connect(calls: ConnectedCalls, url: string, options?: ConnectOptions): () => void;
  /** The telephone of `number`, with or without the plus. */
  telephone(number: string): VirtualTelephone;
  /** Calls `listener` with every event from now on. Call the returned function to stop that. */
  subscribe(listener: (event: SimulatorEvent) => void): () => void;
  /** The next event of this type (from now on) that `fits`. Rejects after the time-out (5 s by default). */
  next<Type extends SimulatorEvent['type']>(
    type: Type,
    fits?: (event: SimulatorEventOf<Type>) => boolean,
    options?: WaitOptions,
  ): Promise<SimulatorEventOf<Type>>;
  /** Makes a provider fail until the next call of this function; null repairs it. */
  fail(provider: ProviderName, fault: SimulatorFault | null, options?: FaultOptions): void;
  /** Stops everything: servers, calls, reports, waiters. */
  close(): Promise<void>;
}

const DEFAULT_BALANCE = 1000;

/** All of them: the compiler asks for each. */
const OPTION_NAMES = Object.keys({
  port: 0,
  mcn: 0,
  mobilgroup: 0,
  sms: 0,
  callbacks: 0,
  mood: 0,
  ringMs: 0,
  reactMs: 0,
  afterAnswerMs: 0,
  keyPressMs: 0,
} satisfies Record<keyof ProviderSimulatorOptions, 0>);

/**
 * Starts all providers on this machine. It listens on the loopback only, and no real telephone is ever dialled.
 *
 * @throws {RangeError} for an unknown option or provider, with the nearest known name
 */
export async function createProviderSimulator(options: ProviderSimulatorOptions = {}): Promise<ProviderSimulator> {
  requireKnownMembers(options, OPTION_NAMES, 'createProviderSimulator');
  requireKnownMembers(options.callbacks, PROVIDER_NAMES, 'createProviderSimulator: callbacks');
  const mcn: McnAccount = {
    token: options.mcn?.token ?? 'simulated-mcn-token',
    accountId: options.mcn?.accountId ?? '117793',
    ownNumbers: options.mcn?.ownNumbers,
    answers: options.mcn?.answers ?? 'as_printed',
  };
  const mobilGroup: MobilGroupAccount = {
    apiKey: options.mobilgroup?.apiKey ?? 'simulated-mobilgroup-key',
    balanceKopecks: Math.round((options.mobilgroup?.balance ?? DEFAULT_BALANCE) * 100),
    registeredAni: options.mobilgroup?.registeredAni ?? ['74959999999'],
    idAs: options.mobilgroup?.idAs ?? 'string',
  };
  const sms: SmsAccount = { apiKey: options.sms?.apiKey ?? 'simulated-sms-key' };
  const firstMood = requireMood(options.mood ?? 'rings');
  const times: TelephoneTimes = {
    ringMs: options.ringMs ?? 20_000,
    reactMs: options.reactMs ?? 0,
    afterAnswerMs: options.afterAnswerMs ?? 2000,
    keyPressMs: options.keyPressMs ?? 10_000,
  };
  const settings = {
    mcn: resolveCallbackSettings('mcn', options.callbacks?.mcn),
    mobilgroup: resolveCallbackSettings('mobilgroup', options.callbacks?.mobilgroup),
    sms: resolveCallbackSettings('sms', options.callbacks?.sms),
  };

  const timers = createTimers();
  const feed = createEventFeed(timers);
  const faults = createFaultBoard();
  const network = createTelephoneNetwork({ times, timers, feed, firstMood });
  const reports = createReportSender({ settings, timers, feed });
  const { connect } = createConnections({ settings, feed, network });
  const exchange = createExchange({ feed, faults, reports, timers });

  const accountEndpoints = [mcnFlashCall, mcnOwnNumberCall].map((create) => create({ account: mcn, network }));
  const paidEndpoints = [mcnPasswordCall, mcnConfirmationCall].map((create) => create({ account: mcn, network }));
  const mobilGroupEndpoints = [mobilGroupSend({ account: mobilGroup, network })];
  const smsEndpoints = [smsMessages({ account: sms, network })];
  const all = [...accountEndpoints, ...paidEndpoints, ...mobilGroupEndpoints, ...smsEndpoints];

  // Each host of the providers has its own address, so it can be down alone, and a request to the wrong one is a 404.
  const main = await openListener(createProviderApp(all, exchange), options.port ?? 0);
  const mcnApi = await openListener(createProviderApp(accountEndpoints, exchange), 0);
  const mcnPaid = await openListener(createProviderApp(paidEndpoints, exchange), 0);
  const mobilGroupApi = await openListener(createProviderApp(mobilGroupEndpoints, exchange), 0);
  const smsApi = await openListener(createProviderApp(smsEndpoints, exchange), 0);
  const hosts = { mcn: [mcnApi, mcnPaid], mobilgroup: [mobilGroupApi], sms: [smsApi] };

  return {
    url: main.url,
    mcn: { apiUrl: mcnApi.url, paidMethodsUrl: mcnPaid.url, token: mcn.token, accountId: mcn.accountId },
    mobilgroup: {
      apiUrl: mobilGroupApi.url,
      apiKey: mobilGroup.apiKey,
    },
    sms: { apiUrl: smsApi.url, apiKey: sms.apiKey },
    get mobilgroupBalance() {
      return mobilGroup.balanceKopecks / 100;
    },
    callbacks: {
      ...settings,
      setUrl(provider, url) {
        settings[requireProviderName(provider)].url = url;
      },
      async report(provider, report) {
        await reports.send(requireProviderName(provider), variablesOfManualReport(report));
      },
    },
    connect,
    telephone: network.telephone,
    subscribe: feed.subscribe,
    next: feed.next,
    fail(provider, fault, faultOptions) {
      faults.set(requireProviderName(provider), fault, faultOptions);
      for (const host of hosts[provider]) host.setUp(fault !== 'down');
    },
    async close() {
      reports.close();
      network.close();
      feed.close();
      timers.stopAll();
      await Promise.all([main, mcnApi, mcnPaid, mobilGroupApi, smsApi].map((listener) => listener.close()));
    },
  };
}
