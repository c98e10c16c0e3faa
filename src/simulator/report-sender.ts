/** Sends the providers' reports to the host: when, how often, and again if the host did not take them. */
import type { CurrentCallbackSettings } from './callback-settings.js';
import { type CallbackVariables, renderCallback, templateOfShape } from './callback-template.js';
import type { EventFeed } from './event-feed.js';
import { maskTokens, maskUrl, maskValues } from './mask.js';
import type { Delivery } from './provider-endpoint.js';
import type { ProviderName } from './provider-name.js';
import { variablesOfRecord } from './report-variables.js';
import type { PlacedCall } from './simulated-call.js';
import type { Timers } from './timers.js';

export interface ReportSender {
  /** Reports the call's end. Resolves when the API answer may be sent: at once, except in the mode `early`. `answered` resolves once it was. */
  follow(placed: PlacedCall, answered: Promise<void>): Promise<void>;
  /** The same for a message that is on its way. */
  followMessage(provider: ProviderName, delivery: Delivery, answered: Promise<void>): Promise<void>;
  /** Sends one report, whatever the mode. Resolves when it was delivered or given up. */
  send(provider: ProviderName, variables: CallbackVariables): Promise<void>;
  close(): void;
}

const EARLY_HOLD_MS = 5000;
const ANSWER_TIMEOUT_MS = 5000;

interface Context {
  readonly settings: Readonly<Record<ProviderName, CurrentCallbackSettings>>;
  readonly timers: Timers;
  readonly feed: EventFeed;
}

export function createReportSender({ settings, timers, feed }: Context): ReportSender {
  const held: Partial<Record<ProviderName, () => Promise<void>>> = {};
  const abort = new AbortController();

  /** One attempt. True if the host took the report. */
  async function attemptOnce(provider: ProviderName, variables: CallbackVariables, attempt: number): Promise<boolean> {
    const { url } = settings[provider];
    if (url === undefined || abort.signal.aborted) return true;
    const sent = draft(url, settings[provider], variables);
    let status: number | undefined;
    let error: string | undefined;
    try {
      const response = await fetch(sent.url, {
        method: sent.method,
        headers: sent.headers,
        body: sent.body ?? null,
        redirect: 'manual',
        signal: AbortSignal.any([abort.signal, AbortSignal.timeout(ANSWER_TIMEOUT_MS)]),
      });
      status = response.status;
      await response.body?.cancel();
    } catch (failure) {
      error = describe(failure);
    }
    const shown = draft(maskUrl(url), maskSettings(settings[provider]), variables);
    feed.emit({ type: 'callback', provider, callId: variables['id'] ?? '', ...shown, attempt, status, error });
    return status !== undefined && status >= 200 && status < 300;
  }

  async function deliver(provider: ProviderName, variables: CallbackVariables): Promise<void> {
    const { retries, backoffMs } = settings[provider];
    for (let attempt = 1; !(await attemptOnce(provider, variables, attempt)) && attempt <= retries; attempt += 1) {
      await timers.pause(backoffMs * 2 ** (attempt - 1));
    }
  }

  async function deliverOutOfOrder(provider: ProviderName, variables: CallbackVariables): Promise<void> {
    const older = held[provider];
    if (older !== undefined) {
      delete held[provider];
      await deliver(provider, variables);
      return older();
    }
    await new Promise<void>((resolve) => {
      const release = async (): Promise<void> => {
        callOff();
        await deliver(provider, variables);
        resolve();
      };
      held[provider] = release;
      const callOff = timers.after(settings[provider].lateMs, () => {
        if (held[provider] === release) delete held[provider];
        void release();
      });
    });
  }

  async function dispatch(provider: ProviderName, variables: CallbackVariables): Promise<void> {
    const { mode, lateMs } = settings[provider];
    if (mode === 'never') return;
    if (mode === 'out_of_order') return deliverOutOfOrder(provider, variables);
    if (mode === 'late') await timers.pause(lateMs);
    await deliver(provider, variables);
    if (mode === 'twice') await deliver(provider, variables);
  }

  /** @param ended gives the variables, which are asked for when the report is sent */
  async function reportAfter(provider: ProviderName, ended: Promise<() => CallbackVariables>, answered: Promise<void>): Promise<void> {
    const isEarly = settings[provider].mode === 'early';
    const delivered = ended.then(async (variables) => {
      // A real provider reports after the end of the call, which is after its answer. Tests need to know which comes first.
      if (!isEarly) await answered;
      await dispatch(provider, variables());
    });
    if (isEarly) await Promise.race([delivered, timers.pause(EARLY_HOLD_MS)]);
  }

  return {
    follow(placed, answered) {
      const { provider } = placed.call;
      const ended = placed.over.then((record) => () => variablesOfRecord(record, settings[provider].vocabulary));
      return reportAfter(provider, ended, answered);
    },
    followMessage: (provider, { id, status }, answered) =>
      reportAfter(
        provider,
        Promise.resolve(() => ({ id, status })),
        answered,
      ),
    send: deliver,
    close: () => abort.abort(),
  };
}

interface Draft {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string | undefined;
}

/** The request that carries a report. */
function draft(url: string, settings: CurrentCallbackSettings, variables: CallbackVariables): Draft {
  const { template, fields, headers, query, constants } = settings;
  const ownTemplate = typeof template === 'string' ? templateOfShape(template, [...fields, ...Object.keys(constants)]) : template;
  const rendered = renderCallback(ownTemplate, { ...variables, ...constants });
  const added = [new URLSearchParams(query).toString(), rendered.query].filter((part) => part !== '').join('&');
  return {
    method: rendered.method,
    url: added === '' ? url : `${url}${url.includes('?') ? '&' : '?'}${added}`,
    headers: { ...(rendered.contentType === undefined ? {} : { 'content-type': rendered.contentType }), ...headers },
    body: rendered.body,
  };
}

/** For display: the owner may have put a secret into any of these. */
function maskSettings(settings: CurrentCallbackSettings): CurrentCallbackSettings {
  const { headers, query, constants } = settings;
  return { ...settings, headers: maskValues(headers), query: maskValues(query), constants: maskTokens(constants) };
}

/** fetch hides the reason of a lost connection in `cause`. */
function describe(failure: unknown): string {
  if (!(failure instanceof Error)) return String(failure);
  return failure.cause instanceof Error ? `${failure.message}: ${failure.cause.message}` : failure.message;
}
