/** What a method makes of the answers of HTTP: which say no, which leave it open, and which are no answers. */
import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { assertNotPlaced, assertRefused, assertUncertain } from './check-result.js';
import type { MethodCase, Placed, Trial } from './method-case.js';
import { type Exchange, type ProviderReply, textOf, write } from './stand-in.js';

const HTML = '<!doctype html><html><head><title>Welcome</title></head><body><h1>Please sign in to this network</h1></body></html>';
const asPage = (status: number): ProviderReply => ({ status, headers: { 'Content-Type': 'text/html; charset=utf-8' }, body: HTML });

/** The provider's own server says that it did nothing. */
const SAYING_NO = [400, 401, 403, 404, 422, 429, 500, 501, 503] as const;
/** They come from a gateway, or after the work was begun. */
const LEAVING_OPEN = [408, 502, 504, 524] as const;
const REDIRECTS = [301, 302, 303, 307, 308] as const;

/** JSON, but no object with anything in it. */
const OTHER_JSON = ['null', '[]', '"text"', '42', 'true', '{}', '[{}]'] as const;

/** In the place of each member of an answer. */
const WRONG_VALUES: readonly unknown[] = [null, {}, [null], -1, 1e300, '', true, 'x'.repeat(1000)];

/** Far more than the 64 kB that an answer may have, and than the kernel keeps of it on its way. */
const ENDLESS_BYTES = 16 * 1024 * 1024;
/** So long that a busy machine, too, reads all of it before the method's time is over. */
const ENDLESS_MS = 20_000;
const LONG_BYTES = 200 * 1024;

/** Answers, and sees that one call was asked for. */
async function placeAnswered(trial: Trial, answer: (exchange: Exchange) => unknown, timeoutMs?: number): Promise<Placed> {
  const placed = await trial.placeWith({ request: answer }, timeoutMs);
  assert.equal(placed.standIn.sends.length, 1, 'it is asked for one call');
  return placed;
}

export const answerCases: readonly MethodCase[] = [
  {
    name: 'a status that says no is refused: 4xx, 500, 501, 503',
    isAboutHttp: true,
    async run(trial) {
      for (const [index, status] of SAYING_NO.entries()) {
        const replies = [{ status }, { status, body: { error: 'x' } }, asPage(status)];
        const { result } = await placeAnswered(trial, ({ response }) => write(response, replies[index % replies.length] ?? { status }));
        if (trial.isUnclear(status)) assertNotPlaced(result, `status ${status}`);
        else assertRefused(result, `status ${status}`);
      }
    },
  },
  {
    name: 'a wrong key is not blamed on the number: 401, 403',
    isAboutHttp: true,
    async run(trial) {
      for (const status of [401, 403]) {
        const { result } = await placeAnswered(trial, ({ response }) => write(response, { status }));
        if (result.status === 'refused') assert.notEqual(result.blame, 'number', `the number is not to blame for status ${status}`);
      }
    },
  },
  {
    name: 'a status after which the telephone may ring is uncertain: 408, 502, 504',
    isAboutHttp: true,
    async run(trial) {
      for (const [index, status] of LEAVING_OPEN.entries()) {
        const reply = index % 2 === 0 ? { status } : asPage(status);
        const { result } = await placeAnswered(trial, ({ response }) => write(response, reply));
        assertUncertain(result, `status ${status}`);
      }
    },
  },
  {
    name: 'a redirect is never followed: nobody else is asked',
    isAboutHttp: true,
    async run(trial) {
      for (const status of REDIRECTS) {
        const other = await trial.open({ request: ({ request, response }) => write(response, trial.success(request)) });
        const { result } = await placeAnswered(trial, ({ request, response }) =>
          write(response, { status, headers: { Location: `${other.baseUrl}${request.url}` } }),
        );
        assert.equal(other.requests.length, 0, 'a redirect would carry key, number and code to somebody else');
        assertNotPlaced(result, 'a redirect');
      }
    },
  },
  {
    name: 'a page of HTML with status 200 is uncertain',
    isAboutHttp: true,
    async run(trial) {
      const { result } = await placeAnswered(trial, ({ response }) => write(response, asPage(200)));
      assertUncertain(result, 'a page of HTML');
    },
  },
  {
    name: 'an empty answer with status 200 is uncertain, unless that is how the provider accepts',
    isAboutHttp: true,
    async run(trial) {
      let accepts = false;
      const { result } = await placeAnswered(trial, ({ request, response }) => {
        accepts = textOf(trial.success(request).body) === '';
        write(response, { headers: { 'Content-Type': 'application/json' } });
      });
      if (!accepts) assertUncertain(result, 'an empty answer');
    },
  },
  {
    name: 'JSON of another form is uncertain',
    isAboutHttp: true,
    async run(trial) {
      for (const body of OTHER_JSON) {
        let accepts = false;
        const { result } = await placeAnswered(trial, ({ request, response }) => {
          accepts = textOf(trial.success(request).body) === body;
          write(response, { headers: { 'Content-Type': 'application/json' }, body });
        });
        if (!accepts) assertUncertain(result, `the answer ${body}`);
      }
    },
  },
  {
    name: 'an answer whose members are of wrong types is survived',
    isAboutHttp: true,
    async run(trial) {
      let left = 1;
      const standIn = await trial.open({
        request({ request, response }) {
          const reply = trial.success(request);
          const variants = typeof reply.body === 'object' ? variantsOf(reply.body) : [''];
          left = variants.length - standIn.sends.length;
          write(response, { ...reply, body: variants[standIn.sends.length - 1] as object });
        },
      });
      const method = await trial.make(standIn);
      for (let calls = 1; left > 0; calls += 1) {
        await trial.place(method, standIn);
        assert.equal(standIn.sends.length, calls, 'it is asked for one call');
      }
    },
  },
  {
    name: 'an answer that breaks off is uncertain',
    isAboutHttp: true,
    async run(trial) {
      const { result } = await placeAnswered(trial, ({ request, response }) => {
        const body = textOf(trial.success(request).body) || 'x';
        response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': body.length + 100 });
        response.write(body.slice(0, body.length / 2), () => response.destroy());
      });
      assertUncertain(result, 'an answer that breaks off');
    },
  },
  {
    name: 'an answer of 200 kB is no refusal',
    isAboutHttp: true,
    async run(trial) {
      const { result } = await placeAnswered(trial, ({ request, response }) => {
        const reply = trial.success(request);
        write(response, { headers: { 'Content-Type': 'application/json' }, ...reply, body: textOf(reply.body) + ' '.repeat(LONG_BYTES) });
      });
      assert.notEqual(result.status, 'refused', 'what is accepted by a long answer is no refusal');
    },
  },
  {
    name: 'an answer without end is not read for ever, and is uncertain',
    isAboutHttp: true,
    async run(trial) {
      let pouring: Promise<number> | undefined;
      const { result } = await placeAnswered(
        trial,
        ({ response }) => {
          response.writeHead(200, { 'Content-Type': 'application/json' });
          response.write('{"text":"');
          pouring = pour(response);
        },
        ENDLESS_MS,
      );
      assertUncertain(result, 'an answer without end');
      const taken = await Promise.race([pouring, pause(trial.marginMs, undefined, { ref: false })]);
      assert.ok(taken !== undefined, 'what is given up is closed, so that no connection is left');
      assert.ok(taken < ENDLESS_BYTES, 'an answer is read up to a limit, such as 64 kB: more would fill the memory');
    },
  },
];

/** Writes for as long as somebody reads, and gives how much was taken. */
async function pour(response: Exchange['response']): Promise<number> {
  const chunk = 'x'.repeat(256 * 1024);
  let taken = 0;
  const chunks = function* (): Generator<string> {
    for (; taken < ENDLESS_BYTES; taken += chunk.length) yield chunk;
    yield '"}';
  };
  await pipeline(Readable.from(chunks()), response).catch(() => undefined);
  return taken;
}

/** The answer with one member changed, for each member and each wrong value. */
function variantsOf(body: object): readonly unknown[] {
  return Object.entries(body).flatMap(([name, value]) => {
    const inner: readonly unknown[] = typeof value === 'object' && value !== null ? variantsOf(value) : [];
    const values = [...WRONG_VALUES, ...inner];
    return values.map((wrong) => (Array.isArray(body) ? body.map((each) => (each === value ? wrong : each)) : { ...body, [name]: wrong }));
  });
}
