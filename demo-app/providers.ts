/** Chooses whom the demo calls: the simulator in its own process, or the real providers whose keys the environment holds. */
import { type CallMethod, createMcn, createMobilGroup } from 'express-call-verification';
import { createProviderSimulator, type ProviderSimulator } from 'express-call-verification/simulator';
import { ownSms } from './own-sms.js';

export interface Providers {
  /** In order of preference. */
  readonly methods: readonly CallMethod[];
  /** Every method there is, by id, for the story that tells them all. Empty for real providers. */
  readonly all: Readonly<Record<string, readonly CallMethod[]>>;
  readonly names: readonly string[];
  /** Absent where real telephones ring. */
  readonly simulator?: ProviderSimulator;
}

/** In milliseconds, as the simulator has them. */
export interface SimulatedTimes {
  readonly ringMs?: number;
  readonly reactMs?: number;
  readonly afterAnswerMs?: number;
}

/** Starts the simulator and points both accounts at it. */
export async function startSimulatedProviders(times: SimulatedTimes = {}): Promise<Providers> {
  const { ringMs = 30_000, reactMs = 1500, afterAnswerMs = 8000 } = times;
  const simulator = await createProviderSimulator({ ringMs, reactMs, afterAnswerMs, keyPressMs: 30_000 });
  return { simulator, ...simulatedMethods(simulator) };
}

/** Where a simulator's accounts are, and their keys, which open nothing else. */
export type SimulatedAccounts = Pick<ProviderSimulator, 'mcn' | 'mobilgroup' | 'sms'>;

/** All methods of the simulator's accounts, and the shop's own SMS behind the calls. */
export function simulatedMethods(accounts: SimulatedAccounts): Omit<Providers, 'simulator'> {
  const mcn = createMcn(accounts.mcn);
  const mobilGroup = createMobilGroup(accounts.mobilgroup);
  const flashCall = mcn.flashCall();
  const otherFlashCall = mobilGroup.flashCall();
  const passwordCall = mcn.passwordCall();
  const voiceCall = mobilGroup.voiceCall({ repeat: true });
  // The simulated account reports a pressed key as `dtmf`; no provider document names such a field.
  const confirmationCall = mcn.confirmationCall({ confirmedBy: { field: 'dtmf', value: '9' } });
  const repeatedSms = mobilGroup.sms();
  const sms = ownSms(accounts.sms);
  return {
    names: ['MCN', 'MobilGroup'],
    // Two providers for each kind that both have: when one is down, the other takes over.
    methods: [otherFlashCall, flashCall, passwordCall, voiceCall, confirmationCall, sms, repeatedSms],
    all: {
      'mcn.flashCall': [flashCall],
      'mcn.ownNumberCall': [mcn.ownNumberCall({ callerNumbers: OWN_NUMBERS })],
      'mcn.passwordCall': [passwordCall],
      'mcn.confirmationCall': [confirmationCall],
      'mobilGroup.flashCall': [otherFlashCall],
      'mobilGroup.voiceCall': [voiceCall],
      // A message repeats the code of a call, so that a call comes first.
      'mobilGroup.sms': [voiceCall, repeatedSms],
      createSender: [otherFlashCall, sms],
    },
  };
}

/** A pool of one's own numbers: the fewer, the easier to guess. Below 1000 each verification gets one check only. */
const OWN_NUMBERS = Array.from({ length: 1000 }, (_, index) => `7495123${String(index * 7).padStart(4, '0')}`);

/** Those whose keys the environment holds. */
export function realProviders(environment: NodeJS.ProcessEnv): Providers {
  const { MCN_TOKEN: token, MCN_ACCOUNT_ID: accountId, MOBILGROUP_KEY: apiKey } = environment;
  if (!token && !apiKey) throw new Error('real calls need MCN_TOKEN and MCN_ACCOUNT_ID, or MOBILGROUP_KEY, in the environment');
  const mobilGroup = apiKey ? createMobilGroup({ apiKey }) : undefined;
  return {
    methods: [
      ...(token ? [createMcn({ token, accountId }).flashCall()] : []),
      ...(mobilGroup ? [mobilGroup.voiceCall({ repeat: true }), mobilGroup.sms()] : []),
    ],
    all: {},
    names: [...(token ? ['MCN'] : []), ...(apiKey ? ['MobilGroup'] : [])],
  };
}
