/** A small method that keeps the contract, and whose steps can be done wrongly one by one. */
import type { CallMethod, PlaceContext, PlaceRequest, PlaceResult } from 'express-call-verification';
import type { ProviderStandIn, ReceivedRequest } from 'express-call-verification/testing';

export const KEY = 'acme-key';

/** The steps of `place`. */
export interface Steps {
  body(request: PlaceRequest): object;
  url(baseUrl: string, request: PlaceRequest): string;
  init(request: PlaceRequest): RequestInit;
  /** Ends the exchange. */
  signal(timeoutMs: number): AbortSignal;
  /** Ends `place`, even if `fetch` does not heed its signal. */
  giveUp(signal: AbortSignal): Promise<never>;
  ask(fetch: PlaceContext['fetch'], url: string, init: RequestInit): Promise<Response>;
  read(response: Response): Promise<string>;
  byStatus(response: Response, request: PlaceRequest): PlaceResult | undefined;
  byText(text: string): PlaceResult;
  byError(error: unknown, signal: AbortSignal): PlaceResult;
}

/** What a fault changes. */
export interface Change {
  readonly steps?: Partial<Steps>;
  readonly method?: Partial<CallMethod>;
  readonly provider?: Partial<CallMethod['provider']>;
  readonly isLoose?: boolean;
}

const uncertain = (reason: string): PlaceResult => ({ status: 'uncertain', reason });
const refused = (reason: string): PlaceResult => ({ status: 'refused', blame: 'provider', reason });

/** The code of a socket's error, as `fetch` wraps it. */
const codeOf = (error: unknown): unknown => (error as { cause?: { code?: unknown } } | undefined)?.cause?.code;

export const SOUND: Steps = {
  body: ({ phone, code }) => ({ to: phone.slice(1), code }),
  url: (baseUrl) => `${baseUrl}/messages`,
  init: (request) => ({
    method: 'POST',
    redirect: 'manual',
    headers: { Authorization: KEY, 'Content-Type': 'application/json' },
    body: JSON.stringify(SOUND.body(request)),
  }),
  signal: (timeoutMs) => AbortSignal.timeout(timeoutMs),
  giveUp: (signal) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('time-out')))),
  ask: (fetch, url, init) => fetch(url, init),
  async read(response) {
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString();
      if (text.length > 64 * 1024) throw new Error('too long');
    }
    return text;
  },
  byStatus({ status }) {
    if (status === 408 || (status >= 500 && ![500, 501, 503].includes(status))) return uncertain(`http_${status}`);
    return status >= 300 ? refused(`http_${status}`) : undefined;
  },
  byText(text) {
    const { id, accepted } = JSON.parse(text) as { id?: unknown; accepted?: unknown };
    if (accepted === false) return refused('not_accepted');
    return accepted === true && typeof id === 'string' && id !== '' && id.length < 100
      ? { status: 'placed', callId: id }
      : uncertain('unreadable_answer');
  },
  byError: (error, signal) =>
    codeOf(error) === 'ECONNREFUSED' ? refused('connection_refused') : uncertain(signal.aborted ? 'timeout' : 'connection_lost'),
};

export function createSoundMethod({ baseUrl, timeoutMs }: ProviderStandIn, change: Change = {}): CallMethod {
  const steps = { ...SOUND, ...change.steps };
  const freeze = change.isLoose === true ? <T>(value: T): T => value : Object.freeze;
  const provider = freeze({ name: 'acme', guard: {}, timeoutMs, ...change.provider });
  return freeze<CallMethod>({
    id: 'acme.text',
    provider,
    kind: 'sms',
    codeFrom: 'us',
    codeReach: 'text',
    codeLength: 4,
    reports: 'never',
    numberTypes: ['mobile'],
    async place(request, { fetch }) {
      const signal = steps.signal(timeoutMs);
      const exchange = async (): Promise<PlaceResult> => {
        const response = await steps.ask(fetch, steps.url(baseUrl, request), { ...steps.init(request), signal });
        return steps.byStatus(response, request) ?? steps.byText(await steps.read(response));
      };
      try {
        return await Promise.race([exchange(), steps.giveUp(signal)]);
      } catch (error) {
        return steps.byError(error, signal);
      }
    },
    ...change.method,
  });
}

export const success = (_: ReceivedRequest, { id }: { readonly id: string }) => ({ body: { accepted: true, id } });
export const refusal = (_: ReceivedRequest, { text }: { readonly text: string }) => ({ body: { accepted: false, error: text } });
