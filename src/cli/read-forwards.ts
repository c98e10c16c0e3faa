/** Where the simulated providers report, as it is typed. */
import { hintAtName } from '../contract/nearest-name.js';
import { CALL_PROVIDER_NAMES, PROVIDER_NAMES, type ProviderName } from '../simulator/provider-name.js';
import { WrongUsage } from './command.js';

/** `mcn=http://…`. A URL has a colon before its first `=`. */
const NAMED = /^([^:/?#=]*)=(.*)$/s;

/**
 * Each text is a URL, or a provider's name, `=` and a URL.
 *
 * @throws {WrongUsage} for what is neither, and for two addresses of one provider
 */
export function readForwards(texts: readonly string[]): ReadonlyMap<ProviderName, string> {
  const forwards = new Map<ProviderName, string>();
  for (const text of texts) {
    const [, name, named] = NAMED.exec(text) ?? [];
    const url = readUrl(named ?? text);
    for (const provider of name === undefined ? receiversOf(url) : [readName(name)]) {
      if (forwards.has(provider)) throw new WrongUsage(`--forward gives ${provider} two addresses, and a provider reports to one.`);
      forwards.set(provider, url);
    }
  }
  return forwards;
}

function readUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw new WrongUsage(
    `--forward must be the full URL of your webhook, such as http://127.0.0.1:8000/webhooks/calls, but is ${JSON.stringify(text)}.`,
  );
}

function readName(name: string): ProviderName {
  const known = PROVIDER_NAMES.find((each) => each === name);
  if (known === undefined) throw new WrongUsage(`--forward: no provider is called "${name}". ${hintAtName(name, PROVIDER_NAMES)}`);
  return known;
}

/** A path that names one provider, as the paths of `callWebhooks` do, takes the reports of no other one. An SMS company reports to none of these. */
function receiversOf(url: string): readonly ProviderName[] {
  const steps = new URL(url).pathname.split('/');
  const named = CALL_PROVIDER_NAMES.filter((name) => steps.includes(name));
  return named.length === 1 ? named : CALL_PROVIDER_NAMES;
}
