/** What every use case works with. */
import type { NumberEntry, Rules } from '../core/entry/number-entry.js';
import { asOf, type OpenVerification } from '../core/entry/verification.js';
import { maskPhone, parsePhone } from '../core/phone/phone.js';
import type { Clock, RandomBytes } from '../ports/clock.js';
import type { Emit } from '../ports/events.js';
import type { CallMethod, CallProvider } from '../ports/method.js';
import type { TokenIssuer } from '../ports/token.js';
import type { Decoys } from './defences/decoys.js';
import type { Defences } from './defences/defences.js';
import type { Challenge, Policy } from './defences/policy.js';
import type { CallLinks } from './records/call-links.js';
import type { DeviceProofs } from './records/device-proofs.js';
import type { Keyring } from './records/keyring.js';
import { networkOf } from './records/network.js';
import type { Entries } from './records/number-entries.js';
import type { KeyRecords } from './records/request-keys.js';
import type { TroubleWatch } from './watches/account-trouble.js';
import type { Circuits } from './watches/circuits.js';
import type { CodeWatch } from './watches/code-watch.js';
import type { ReportWatch } from './watches/report-watch.js';

export interface Engine {
  readonly rules: Rules;
  readonly methods: readonly CallMethod[];
  readonly providers: ReadonlyMap<string, CallProvider>;
  /** Undefined: any. */
  readonly countries: ReadonlySet<string> | undefined;
  readonly defaultCountry: string | undefined;
  /** The code of a test number, which is not dialled. */
  testCodeOf(e164: string): string | undefined;
  readonly keyring: Keyring;
  readonly entries: Entries;
  readonly links: CallLinks;
  readonly keyRecords: KeyRecords;
  readonly defences: Defences;
  readonly circuits: Circuits;
  readonly codeWatch: CodeWatch;
  readonly troubleWatch: TroubleWatch;
  readonly decoys: Decoys;
  readonly deviceProofs: DeviceProofs;
  readonly policy: Policy | undefined;
  /** Undefined: the host can ask no client for anything, so what is closed opens by time alone. */
  readonly challenge: Challenge | undefined;
  readonly reportWatch: ReportWatch;
  readonly tokens: TokenIssuer;
  /** What the host adds to a token. */
  hostClaims(verified: {
    readonly phone: string;
    readonly purpose: string;
    readonly test: boolean;
  }): Promise<Readonly<Record<string, unknown>>>;
  readonly emit: Emit;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly fetch: typeof globalThis.fetch;
}

/** What events and tokens call a verification. */
export function txnOf(engine: Engine, idHash: string): string {
  return engine.keyring.pseudonyms.hash('txn', idHash);
}

/** The members that all events of a verification have. */
export function aboutVerification(engine: Engine, verification: OpenVerification): { txn: string; phone: string; purpose: string } {
  return { txn: txnOf(engine, verification.idHash), phone: masked(verification.phone), purpose: verification.purpose };
}

/** A number of ours, masked for answers and events. */
export function masked(e164: string): string {
  return maskPhone(e164, parsePhone(e164)?.callingCode ?? '');
}

/** What a binding is kept as. */
export function bindingHash(engine: Engine, binding: string | undefined): string | undefined {
  return binding === undefined ? undefined : engine.keyring.pseudonyms.shortHash('binding', binding);
}

/** What the network of an address is kept as. */
export function networkHash(engine: Engine, ip: string | undefined): string | undefined {
  const network = networkOf(ip);
  return network === undefined ? undefined : engine.keyring.pseudonyms.shortHash('network', network);
}

/** Tells of verifications that ended between two states of an entry, whoever's put ended them. */
export function emitClosed(engine: Engine, before: NumberEntry, after: NumberEntry): void {
  const now = engine.clock();
  for (const was of before.verifications) {
    if (was.state === 'closed') continue;
    // One that is gone had run out an hour ago, or was forgotten, or none of its calls was placed.
    const is = after.verifications.find((each) => each.idHash === was.idHash) ?? asOf(was, now);
    if (is.state === 'closed' && is.reason !== 'verified') {
      engine.emit({ type: 'verification.closed', reason: is.reason, ...aboutVerification(engine, was) });
    }
  }
}
