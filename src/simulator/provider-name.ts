/** The providers' names. Those that place calls are called the same in the paths of webhooks and in the app's events. */
import { hintAtName } from '../contract/nearest-name.js';

/** The provider; `sms` is a company that sends any text, for a sender of your own. */
export type ProviderName = 'mcn' | 'mobilgroup' | 'sms';

/** A provider that places calls, and reports on them to `callWebhooks`. */
export type CallProviderName = Exclude<ProviderName, 'sms'>;

export const CALL_PROVIDER_NAMES: readonly CallProviderName[] = ['mcn', 'mobilgroup'];

export const PROVIDER_NAMES: readonly ProviderName[] = [...CALL_PROVIDER_NAMES, 'sms'];

/** For callers without types. @throws {RangeError} naming the nearest known name */
export function requireProviderName(name: string): ProviderName {
  const known = PROVIDER_NAMES.find((each) => each === name);
  if (known === undefined) throw new RangeError(`No provider is called ${JSON.stringify(name)}. ${hintAtName(name, PROVIDER_NAMES)}`);
  return known;
}

/** The same for the members of an object, such as options. */
export function requireKnownMembers(object: object | undefined, known: readonly string[], place: string): void {
  for (const name of Object.keys(object ?? {})) {
    if (!known.includes(name)) throw new RangeError(`${place} has no member ${JSON.stringify(name)}. ${hintAtName(name, known)}`);
  }
}
