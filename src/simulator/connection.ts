/** Connects the simulated providers with an app: its callbacks, and a terminal that shows what its telephones show. */
import type { CurrentCallbackSettings } from './callback-settings.js';
import type { EventFeed } from './event-feed.js';
import { lineOfEvent } from './event-lines.js';
import { maskUrl } from './mask.js';
import { CALL_PROVIDER_NAMES, type CallProviderName, requireKnownMembers } from './provider-name.js';
import type { SimulatorEvent } from './simulator-event.js';
import type { TelephoneNetwork } from './telephone-network.js';

/** What `connect` needs of the service that `createCallVerification` makes. */
export interface ConnectedCalls {
  /** The path of a provider's callbacks. Throws a `RangeError` for a provider without methods. */
  webhookPath(provider: string): string;
}

/** Options of `connect`. */
export interface ConnectOptions {
  /** What gets each line; `false`: nothing is printed. @default prints to the terminal, by `console.log` */
  readonly print?: ((line: string) => void) | false | undefined;
  /** The names of your accounts, if they have a `name` of their own, such as `{ mcn: 'mcn-sk' }`. @default the providers' names */
  readonly names?: { readonly [Provider in CallProviderName]?: string | undefined } | undefined;
}

export interface Connections {
  connect(calls: ConnectedCalls, url: string, options?: ConnectOptions): () => void;
}

interface Context {
  readonly settings: Readonly<Record<CallProviderName, CurrentCallbackSettings>>;
  readonly feed: EventFeed;
  readonly network: TelephoneNetwork;
}

const OPTION_NAMES = Object.keys({ print: 0, names: 0 } satisfies Record<keyof ConnectOptions, 0>);

export function createConnections({ settings, feed, network }: Context): Connections {
  let stopLast: () => void = () => undefined;

  /** A telephone that waits for somebody says how its calls are answered. */
  function toAnswer(event: SimulatorEvent): string {
    if (event.type !== 'call' || event.state !== 'ringing' || (event.kind !== 'voice_call' && event.kind !== 'confirmation_call'))
      return '';
    return network.telephone(event.number).mood === 'rings' ? `: simulator.telephone('${event.number}').answer()` : '';
  }

  return {
    connect(calls, url, options = {}) {
      requireKnownMembers(options, OPTION_NAMES, 'connect');
      requireKnownMembers(options.names, CALL_PROVIDER_NAMES, 'connect: names');
      const urls = callbackUrls(calls, mountedAt(url), options.names ?? {});
      const print = options.print === false ? undefined : (options.print ?? printToTerminal);

      // An account has one webhook, so a later connection takes the place of an earlier one.
      stopLast();
      const before = [...urls.keys()].map((name) => [name, settings[name].url] as const);
      for (const [name, reportsTo] of urls) settings[name].url = reportsTo;
      print?.(lineOfConnection(urls));
      const stopPrinting =
        print === undefined
          ? undefined
          : feed.subscribe((event) => {
              const line = lineOfEvent(event);
              if (line !== undefined) print(line + toAnswer(event));
            });
      let isStopped = false;
      const stop = (): void => {
        if (isStopped) return;
        isStopped = true;
        stopPrinting?.();
        for (const [name, earlier] of before) {
          // What was set by hand since then stays.
          if (settings[name].url === urls.get(name)) settings[name].url = earlier;
        }
      };
      stopLast = stop;
      return stop;
    },
  };
}

/** The URL without the slash at its end. @throws {TypeError} if it is none */
function mountedAt(url: string): string {
  const isHttp = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
  if (!isHttp || /[?#]/.test(url)) {
    throw new TypeError(
      'connect: the URL must be the one where callWebhooks is mounted, such as "http://127.0.0.1:3000/webhooks/calls", ' +
        `but is ${JSON.stringify(url)}.`,
    );
  }
  return url.replace(/\/+$/, '');
}

/** The URLs of those providers that the app has methods of. @throws {RangeError} if it has methods of none, or not of a named one */
function callbackUrls(calls: ConnectedCalls, base: string, names: NonNullable<ConnectOptions['names']>): Map<CallProviderName, string> {
  const urls = new Map<CallProviderName, string>();
  let reason: unknown;
  for (const provider of CALL_PROVIDER_NAMES) {
    const name = names[provider];
    try {
      urls.set(provider, base + calls.webhookPath(name ?? provider));
    } catch (error) {
      if (!(error instanceof RangeError) || name !== undefined) throw error;
      reason = error;
    }
  }
  if (urls.size === 0) throw reason;
  return urls;
}

function lineOfConnection(urls: ReadonlyMap<CallProviderName, string>): string {
  const others = CALL_PROVIDER_NAMES.filter((name) => !urls.has(name));
  const connected = [...urls].map(([name, url]) => `${name} reports to ${maskUrl(url)}`).join(', ');
  // Nothing was sent there yet.
  return `WEBHOOKS: ${connected}${others.length === 0 ? '' : `; no method of ${others.join(', ')} is configured`}`;
}

function printToTerminal(line: string): void {
  // biome-ignore lint/suspicious/noConsole: the terminal is what it is for, and `print` replaces it.
  console.log(line);
}
