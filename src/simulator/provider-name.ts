/** The providers' names: the same as in the paths of webhooks and in the app's events. */
import { hintAtName } from '../contract/nearest-name.js';

/** The provider. */
export type ProviderName = 'mcn' | 'mobilgroup';

export const PROVIDER_NAMES: readonly ProviderName[] = ['mcn', 'mobilgroup'];

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
