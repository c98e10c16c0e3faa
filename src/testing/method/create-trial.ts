/** Opens stand-ins for one case, makes the author's method for them, and places calls that must end. */
import assert from 'node:assert/strict';
import { type CallMethod, type PlaceRequest, placeMsOf } from '../../ports/method.js';
import { assertResult } from './check-result.js';
import { type Fresh, LONG_MS, type Placed, type Placing, type Trial } from './method-case.js';
import type { CreateMethod, MethodContractOptions } from './method-contract-options.js';
import { type Behaviour, holdClosedPort, type ReceivedRequest, type StandIn, startStandIn, write } from './stand-in.js';

/** Nobody's number that is dialled, as everything stays on this machine. */
const PHONE = '+79157777700';

/** Before the runners' usual five seconds for a test are over, so that the case itself says what is wrong. */
const MARGIN_MS = 3500;

export interface OpenTrial extends Trial {
  close(): Promise<void>;
}

export function createTrial(createMethod: CreateMethod, options: MethodContractOptions): OpenTrial {
  const { success, refusal, isSending, secrets = [], unclearStatuses = [], phone = PHONE, marginMs = MARGIN_MS } = options;
  const carries = options.carries ?? carriesAsText;
  const open: StandIn[] = [];
  let answers = 0;
  let codeLength = 4;
  const fresh = (): Fresh => {
    answers += 1;
    return { id: `7100${String(answers).padStart(8, '0')}`, code: String(answers).padStart(codeLength, '5') };
  };
  const trial: OpenTrial = {
    isHttp: success !== undefined,
    hasOtherRequests: isSending !== undefined,
    marginMs,
    isUnclear: (status) => unclearStatuses.includes(status),
    carries,
    success: (request, given = fresh()) => success?.(request, given) ?? {},
    refusal: (request, text) => refusal?.(request, { text }) ?? {},
    async open(behaviour) {
      const standIn = await startStandIn(behaviour, {
        isSending: (request) => isSending?.(request) ?? true,
        answerOther: (request, response) => write(response, trial.success(request)),
      });
      open.push(standIn);
      return standIn;
    },
    async openClosed() {
      const standIn = await holdClosedPort();
      open.push(standIn);
      return standIn;
    },
    async make(standIn, timeoutMs = LONG_MS) {
      const { baseUrl, host, port } = standIn;
      const method = await createMethod({ baseUrl, host, port, fetch: fetchTo(baseUrl), timeoutMs });
      codeLength = method.codeLength;
      return method;
    },
    async place(method, standIn, { ordinal = 0, fetch = fetchTo(standIn.baseUrl) }: Placing = {}): Promise<Placed> {
      const asked = requestFor(method, phone, ordinal);
      const result = await settledInTime(() => method.place(asked, Object.freeze({ fetch })), placeMsOf(method), marginMs);
      assertResult(result, asked, secrets.filter(Boolean));
      return { result, method, standIn, asked };
    },
    async placeWith(behaviour: Behaviour, timeoutMs?: number) {
      const standIn = await trial.open(behaviour);
      return trial.place(await trial.make(standIn, timeoutMs), standIn);
    },
    async close() {
      await Promise.all(open.splice(0).map((standIn) => standIn.close()));
    },
  };
  return trial;
}

/** What `place` gives. It must neither throw nor reject, and must end. */
async function settledInTime(place: () => unknown, placeMs: number, marginMs: number): Promise<unknown> {
  let promise: unknown;
  try {
    promise = place();
  } catch {
    assert.fail('place never throws: it has thrown at once');
  }
  assert.ok(typeof (promise as PromiseLike<unknown> | undefined)?.then === 'function', 'place gives a promise');
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<'late'>((resolve) => {
    timer = setTimeout(resolve, placeMs + marginMs, 'late');
  });
  const settled = Promise.resolve(promise).then(
    (value) => ({ value }),
    () => 'rejected' as const,
  );
  const outcome = await Promise.race([settled, late]);
  clearTimeout(timer);
  assert.notEqual(outcome, 'rejected', 'place never throws: its promise was rejected');
  assert.ok(typeof outcome === 'object', `place always ends: it had not, ${marginMs} ms after its time-out of ${placeMs} ms`);
  return outcome.value;
}

/** Another number and another code for each ordinal. A code begins with 0, which is lost if somebody makes a number of it. */
function requestFor(method: CallMethod, phone: string, ordinal: number): PlaceRequest {
  const place = String(ordinal).padStart(2, '0');
  const { codeFrom, endings = [] } = method;
  return Object.freeze({
    phone: phone.slice(0, -2) + place,
    purpose: 'sign-in',
    txn: `contract-${place}`,
    language: 'sk',
    ...(codeFrom === 'us' ? { code: `0${place}86429`.slice(0, method.codeLength) } : {}),
    ...(codeFrom === 'pool' ? { code: endings[ordinal % endings.length] } : {}),
    ...(codeFrom === 'earlier_call' ? { earlierCallId: `8200000${place}` } : {}),
  });
}

/** Whether number (or the id of the earlier call) and code stand in it as they are, wherever that is. */
function carriesAsText({ url, headers, body }: ReceivedRequest, { phone, code = '', earlierCallId }: PlaceRequest): boolean {
  const text = [url, unescaped(url), ...Object.values(headers), body, unescaped(body)].join('\n');
  return text.includes(earlierCallId ?? phone.replace('+', '')) && text.includes(code);
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A `fetch` that asks the stand-in, whatever the address. Other stand-ins are left to be asked, for a redirect leads to one. */
function fetchTo(baseUrl: string): typeof globalThis.fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.hostname !== new URL(baseUrl).hostname) {
      const { pathname, search } = url;
      url.href = baseUrl;
      Object.assign(url, { pathname, search });
    }
    // A copy of a request follows the signal of its model only as long as that is not collected.
    return input instanceof Request
      ? globalThis.fetch(new Request(url, input), { signal: input.signal, ...init })
      : globalThis.fetch(url, init);
  };
}
