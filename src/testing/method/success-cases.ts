/** What a method sends, and what it makes of a call that the provider accepts. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { assertCodeOfPlaced } from './check-result.js';
import type { Fresh, MethodCase } from './method-case.js';
import { type Exchange, write } from './stand-in.js';

const AT_ONCE = 10;

export const successCases: readonly MethodCase[] = [
  {
    name: 'nobody is asked anything when the method is made',
    async run(trial) {
      const standIn = await trial.open({ connection: (socket) => void socket.resume() });
      await trial.make(standIn);
      // What was asked before these two is known after them: a request through a client, which takes several steps, and a connection.
      const other = await trial.open({ request: ({ response }) => write(response, {}) });
      await (await fetch(other.baseUrl)).text();
      const probe = connect(standIn.port, standIn.host);
      await once(probe, 'connect');
      while (standIn.connections() === 0) await pause(1);
      probe.destroy();
      assert.equal(standIn.connections(), 1, 'a method that is made asks nobody: it may never be used');
    },
  },
  {
    name: 'what the provider accepts is placed, by one request that has number and code as they were given',
    isAboutHttp: true,
    async run(trial) {
      const { result, method, standIn, asked } = await trial.placeWith({
        request: ({ request, response }) => write(response, trial.success(request)),
      });
      assert.equal(result.status, 'placed', 'what is accepted is placed');
      assertCodeOfPlaced(result, method, asked);
      const [sent] = standIn.sends;
      assert.equal(standIn.sends.length, 1, 'it is asked for one call');
      assert.ok(
        sent !== undefined && trial.carries(sent.request, asked),
        'the request has the number, and the code with its leading zeros',
      );
    },
  },
  {
    name: 'a method whose addresses hold the number says so by hasSecretUrls',
    isAboutHttp: true,
    async run(trial) {
      const { method, standIn, asked } = await trial.placeWith({
        request: ({ request, response }) => write(response, trial.success(request)),
      });
      const urls = standIn.sends.map(({ request }) => request.url);
      const isSecret = urls.some((url) => url.includes(asked.phone.replace('+', '')));
      assert.ok(!isSecret || method.hasSecretUrls === true, 'whatever records addresses would record numbers: hasSecretUrls is true');
    },
  },
  {
    name: 'calls that are placed at once are kept apart',
    isAboutHttp: true,
    async run(trial) {
      const answered: { readonly exchange: Exchange; readonly fresh: Fresh }[] = [];
      const standIn = await trial.open({
        async request(exchange) {
          const order = answered.length;
          const fresh = { id: `930000${order}1`, code: String(order).padStart(method.codeLength, '7') };
          answered.push({ exchange, fresh });
          // The last is answered first.
          await pause((AT_ONCE - order) * 3);
          write(exchange.response, trial.success(exchange.request, fresh));
        },
      });
      const method = await trial.make(standIn);
      const placed = await Promise.all(Array.from({ length: AT_ONCE }, (_, ordinal) => trial.place(method, standIn, { ordinal })));
      const ids = answered.map(({ fresh }) => fresh.id);
      assert.equal(answered.length, AT_ONCE, 'each call is asked for once');
      for (const { result, asked } of placed) {
        assert.equal(result.status, 'placed', 'what is accepted is placed');
        assertCodeOfPlaced(result, method, asked);
        const own = answered.filter(({ exchange }) => trial.carries(exchange.request, asked));
        assert.equal(own.length, 1, 'one request has the number of a call together with its code');
        const { callId, code } = result as { readonly callId?: string; readonly code?: string };
        if (callId !== undefined && ids.includes(callId)) assert.equal(callId, own[0]?.fresh.id, 'a result has the id of its own call');
        if (method.codeFrom === 'provider') assert.equal(code, own[0]?.fresh.code, 'a result has the code of its own call');
      }
    },
  },
];
