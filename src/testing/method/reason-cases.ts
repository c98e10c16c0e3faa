/** What a method tells of the provider's words: nothing but words of its own. That a reason is one is looked at in every case. */
import { assertRefused, PROVIDERS_WORD } from './check-result.js';
import type { MethodCase } from './method-case.js';
import { write } from './stand-in.js';

/** Where services put their words. */
const NAMES = [
  ...['error', 'error_code', 'errorCode', 'error_message', 'errorMessage', 'error_description', 'error_text', 'errors', 'code', 'type'],
  ...['message', 'msg', 'detail', 'details', 'description', 'reason', 'result', 'status', 'status_text', 'title', 'text', 'name'],
] as const;

const inAll = (value: unknown): object => Object.fromEntries(NAMES.map((name) => [name, value]));

export const reasonCases: readonly MethodCase[] = [
  {
    name: 'what a refusal says becomes no reason: neither its body nor its status line',
    isAboutHttp: true,
    async run(trial) {
      const bodies = [PROVIDERS_WORD, inAll(PROVIDERS_WORD), inAll(inAll(PROVIDERS_WORD)), inAll([inAll(PROVIDERS_WORD)])];
      for (const [index, body] of bodies.entries()) {
        const status = index % 2 === 0 ? 400 : 403;
        await trial.placeWith({ request: ({ response }) => write(response, { status, body }, PROVIDERS_WORD) });
      }
    },
  },
  {
    name: 'what an answer with status 200 says becomes no reason',
    isAboutHttp: true,
    async run(trial) {
      for (const body of [PROVIDERS_WORD, inAll(PROVIDERS_WORD), { ok: false, ...inAll(inAll(PROVIDERS_WORD)) }]) {
        await trial.placeWith({ request: ({ response }) => write(response, { body }, PROVIDERS_WORD) });
      }
    },
  },
  {
    name: "the provider's own way to refuse is refused, whatever its words",
    isAboutHttp: true,
    needsRefusal: true,
    async run(trial) {
      for (const text of [PROVIDERS_WORD, '', ' ', 'Неверный номер', '{}', 'x'.repeat(3000)]) {
        const { result } = await trial.placeWith({ request: ({ request, response }) => write(response, trial.refusal(request, text)) });
        assertRefused(result, 'a refusal');
      }
    },
  },
  {
    name: 'a provider that repeats number and code in a refusal makes neither of them a reason',
    isAboutHttp: true,
    async run(trial) {
      await trial.placeWith({
        request({ request, response }) {
          const said = `${request.url} ${request.body}`;
          write(response, { status: 400, body: inAll(said) }, 'Bad Request');
        },
      });
    },
  },
];
