/** Methods that are wrong in one thing each. */
import type { CallMethod, PlaceRequest, PlaceResult } from 'express-call-verification';
import type { ProviderStandIn } from 'express-call-verification/testing';
import { type Change, KEY, SOUND } from './sound-method.js';

const uncertain = (reason: string): PlaceResult => ({ status: 'uncertain', reason });
const refused = (reason: string): PlaceResult => ({ status: 'refused', blame: 'provider', reason });
/** What it is that a real method knows of its last call, or does when it is made. */
let last: PlaceRequest | undefined;

/** Each is a way in which somebody's method might be wrong, and the sentence by which it must be found. */
export const FAULTS: readonly (readonly [words: string, change: Change | ((standIn: ProviderStandIn) => Change), sentence: RegExp])[] = [
  [
    'throws before it gives a promise',
    {
      method: {
        place: ({ phone }) => {
          throw new Error(`cannot send to ${phone}`);
        },
      },
    },
    /provider accepts is placed/,
  ],
  [
    'takes whatever fails for a call',
    { steps: { byError: () => ({ status: 'placed' }) } },
    /reset at once|nonsense|which nothing comes|throws at once|rejects with nothing|gives nothing/,
  ],
  ['rejects when nobody listens', { steps: { byError: (error) => Promise.reject(error) as never } }, /connection that is refused/],
  [
    'takes the connection that is refused for uncertain',
    { steps: { byError: () => uncertain('no_connection') } },
    /connection that is refused/,
  ],
  ['takes a reset for a refusal', { steps: { byError: () => refused('connection_failed') } }, /reset after a part of the request/],
  [
    'takes a time-out for a refusal',
    { steps: { byError: (error, signal) => (signal.aborted ? refused('timeout') : SOUND.byError(error, signal)) } },
    /does not answer in time is uncertain/,
  ],
  ['never ends where nobody answers', { steps: { signal: () => new AbortController().signal } }, /does not answer in time is uncertain/],
  [
    'has a time-out for the headers only',
    {
      steps: {
        signal: () => new AbortController().signal,
        ask: (fetch, url, init) => Promise.race([fetch(url, init), new Promise<never>((_, reject) => setTimeout(reject, 150))]),
      },
    },
    /stops after its headers/,
  ],
  [
    'has a time-out for each part of an answer',
    {
      steps: {
        signal: () => new AbortController().signal,
        async read(response) {
          const parts = (response.body ?? new ReadableStream()).getReader();
          const next = () => Promise.race([parts.read(), new Promise<never>((_, reject) => setTimeout(reject, 150))]);
          let part = await next();
          while (!part.done) part = await next();
          return '';
        },
      },
    },
    /byte by byte/,
  ],
  [
    'leaves the connection open that it has given up',
    { steps: { ask: (fetch, url, { signal: _, ...init }) => fetch(url, init) } },
    /does not answer in time .* closed/,
  ],
  [
    'asks once more after a time-out',
    {
      steps: {
        giveUp: () => new Promise(() => undefined),
        ask: (fetch, url, init) => fetch(url, init).catch(() => fetch(url, { ...init, signal: AbortSignal.timeout(400) })),
        signal: () => AbortSignal.timeout(400),
      },
    },
    /does not answer in time .* not asked again/,
  ],
  [
    'asks once more after a reset',
    { steps: { ask: (fetch, url, init) => fetch(url, init).catch(() => fetch(url, init)) } },
    /is not sent again/,
  ],
  [
    'takes 502 for a refusal',
    { steps: { byStatus: ({ status }) => (status >= 300 ? refused(`http_${status}`) : undefined) } },
    /may ring is uncertain: 408, 502, 504/,
  ],
  [
    'takes 503 for uncertain',
    { steps: { byStatus: (response, request) => (response.status === 503 ? uncertain('http_503') : SOUND.byStatus(response, request)) } },
    /says no is refused/,
  ],
  [
    'blames the number for a wrong key',
    { steps: { byStatus: ({ status }) => (status === 401 ? { status: 'refused', blame: 'number', reason: 'http_401' } : undefined) } },
    /not blamed on the number/,
  ],
  ['follows redirects', { steps: { init: (request) => ({ ...SOUND.init(request), redirect: 'follow' }) } }, /redirect is never followed/],
  ['takes any 200 for success', { steps: { byText: () => ({ status: 'placed' }) } }, /page of HTML/],
  [
    'takes what it cannot read for a refusal',
    { steps: { byText: (text) => (text.startsWith('{') ? SOUND.byText(text) : refused('not_json')) } },
    /page of HTML/,
  ],
  [
    'takes any JSON for success',
    {
      steps: {
        byText(text) {
          JSON.parse(text);
          return { status: 'placed' };
        },
      },
    },
    /JSON of another form/,
  ],
  [
    'takes an answer without a status for a refusal',
    { steps: { byStatus: (response, request) => (response.status === 0 ? refused('no_status') : SOUND.byStatus(response, request)) } },
    /what is no answer/,
  ],
  [
    'takes a long answer for a refusal',
    { steps: { read: (response) => SOUND.read(response).catch(() => '{"accepted":false}') } },
    /200 kB/,
  ],
  [
    'takes an empty answer for success',
    { steps: { byText: (text) => (text === '' ? { status: 'placed' } : SOUND.byText(text)) } },
    /empty answer/,
  ],
  [
    'takes an answer that breaks off for success',
    { steps: { read: (response) => SOUND.read(response).catch(() => '{"accepted":true,"id":"1"}') } },
    /breaks off/,
  ],
  ['reads as much as comes', { steps: { read: (response) => response.text() } }, /not read for ever/],
  [
    'gives whatever stands in the place of an id',
    { steps: { byText: (text) => ({ status: 'placed', callId: (JSON.parse(text) as { id: string }).id }) } },
    /wrong types/,
  ],
  [
    "gives the provider's words as its reason",
    {
      steps: {
        byText(text) {
          const { error } = JSON.parse(text) as { error?: unknown };
          return typeof error === 'string' ? refused(error) : SOUND.byText(text);
        },
      },
    },
    /own way to refuse|with status 200 says/,
  ],
  [
    'gives the status line as its reason',
    { steps: { byStatus: ({ ok, statusText }) => (ok ? undefined : refused(statusText.toLowerCase())) } },
    /neither its body nor its status line/,
  ],
  [
    'tells the code in its reason',
    { steps: { byStatus: ({ ok }, { code }) => (ok ? undefined : refused(`not_sent_${code}`)) } },
    /repeats number and code/,
  ],
  ['tells its key in its reason', { steps: { byStatus: ({ ok }) => (ok ? undefined : refused(`rejected_${KEY}`)) } }, /says no is refused/],
  [
    'sends no code',
    { steps: { init: (request) => SOUND.init({ ...request, code: undefined }) } },
    /by one request that has number and code/,
  ],
  [
    'makes a number of the code',
    { steps: { init: (request) => SOUND.init({ ...request, code: String(Number(request.code)) }) } },
    /by one request that has number and code/,
  ],
  [
    'mixes calls that are placed at once',
    {
      steps: {
        url(baseUrl, request) {
          last = request;
          return SOUND.url(baseUrl, request);
        },
        ask: async (fetch, url, init) => {
          await Promise.resolve();
          return fetch(url, { ...init, body: JSON.stringify(SOUND.body(last as PlaceRequest)) });
        },
      },
    },
    /kept apart/,
  ],
  [
    'gives the id of another call',
    { steps: { byText: (text) => SOUND.byText(text.replace(/"id":"\d+"/, '"id":"93000001"')) } },
    /kept apart/,
  ],
  [
    'hides that its addresses hold the number',
    { steps: { url: (baseUrl, request) => `${SOUND.url(baseUrl, request)}?to=${request.phone.slice(1)}` } },
    /hasSecretUrls/,
  ],
  [
    'asks its provider when it is made',
    ({ baseUrl }) => {
      fetch(baseUrl).catch(() => undefined);
      return {};
    },
    /nobody is asked/,
  ],
  [
    'changes its result when an answer comes late',
    ({ timeoutMs }) => ({
      method: {
        async place(request, { fetch }) {
          const result: { status: 'uncertain'; reason: string } = { status: 'uncertain', reason: 'timeout' };
          const answer = fetch(SOUND.url('http://acme.example', request), SOUND.init(request));
          answer.then(
            () => Object.assign(result, { status: 'placed' }),
            () => undefined,
          );
          await new Promise((resolve) => setTimeout(resolve, timeoutMs));
          return result;
        },
      },
    }),
    /after the time-out changes nothing/,
  ],
  ["believes in the host's fetch", { steps: { giveUp: () => new Promise(() => undefined) } }, /does not heed its signal/],
  ['has an id of its own form', { method: { id: 'text' } }, /its id is/],
  ['has a kind of its own form', { method: { kind: 'Text message' as CallMethod['kind'] } }, /its kind/],
  ['has codes of three digits', { method: { codeLength: 3 } }, /its kind/],
  ['serves no type of number', { method: { numberTypes: [] } }, /number types/],
  ['promises reports that its provider cannot read', { method: { reports: 'documented' } }, /callbacks of any form/],
  ['can be changed by anybody', { isLoose: true }, /frozen/],
  [
    'throws where a callback is not what it expects',
    { provider: { parseReports: ({ body }) => ({ reports: [], unmapped: Object.keys(body as object).length > 9 ? 'fields' : '' }) } },
    /callbacks of any form/,
  ],
  [
    'describes a callback by what it says',
    { provider: { parseReports: ({ body }) => ({ reports: [], unmapped: JSON.stringify(body) ?? '' }) } },
    /callbacks of any form/,
  ],
];
