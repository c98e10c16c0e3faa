/** Sends a request to MCN and reads both forms of its answer: an envelope around an object, and a flat object. */
import type { AcceptedCall, CallAnswer } from '../place-result.js';
import { type AnswerObject, blameOfHttpStatus, isObject, readCallId, readCode, readFlag, textOf } from '../wire/answer-fields.js';
import { type ProviderAnswer, type ProviderRequest, sendRequest } from '../wire/send-request.js';
import { MCN_CODE_LENGTH, type McnAccount } from './account.js';
import { MCN_LAYOUT } from './callback-layout.js';

/** MCN's answer to a request, accepted or not. */
export type McnAnswer = CallAnswer<McnAcceptedCall>;

interface McnAcceptedCall extends AcceptedCall {
  /** MCN says, or does not clearly deny, that the number is forwarded. It says so only if it was asked. */
  readonly isRedirected: boolean;
}

/** Sends one request with the account's token. Never throws. */
export async function askMcn(
  account: McnAccount,
  request: { readonly url: string; readonly body?: object },
  fetch: typeof globalThis.fetch,
): Promise<McnAnswer> {
  const sent: ProviderRequest = {
    url: request.url,
    headers: { Authorization: `Bearer ${account.token}` },
    body: request.body,
    timeoutMs: account.timeoutMs,
  };
  return readAnswer(await sendRequest(sent, fetch));
}

function readAnswer(answer: ProviderAnswer): McnAnswer {
  if (answer.status === 'uncertain') return answer;
  if (answer.status === 'refused') return { status: 'refused', blame: blameOfHttpStatus(answer.httpStatus), reason: answer.reason };
  const { json } = answer;
  const isAccepted = readVerdict(json);
  if (isAccepted === undefined) return { status: 'uncertain', reason: 'unreadable_answer' };
  if (!isAccepted) return { status: 'refused', blame: blameOfHttpStatus(Number(textOf(json['code']))), reason: 'not_successful' };
  return { status: 'accepted', ...readCall(json) };
}

/** `ok` of the flat form, `status` of the envelope; `undefined` if there is neither, or if they contradict each other. */
function readVerdict(json: AnswerObject): boolean | undefined {
  const status = typeof json['status'] === 'string' ? textOf(json['status'])?.toLowerCase() : undefined;
  const verdicts = new Set([readFlag(json['ok']), status === undefined ? undefined : status === 'success']);
  verdicts.delete(undefined);
  return verdicts.size === 1 ? verdicts.has(true) : undefined;
}

function readCall(json: AnswerObject): Omit<McnAcceptedCall, 'status'> {
  const inner = isObject(json['object']) ? json['object'] : {};
  return {
    callId: readCallId(inner, MCN_LAYOUT.idNames) ?? readCallId(json, MCN_LAYOUT.idNames),
    // The envelope's own `code` is a status such as 200; only the inner object's is the code.
    code: firstCode(inner['code'], inner['verification_code'], json['verification_code']),
    isRedirected: isYes(inner['is_redirect']) || isYes(json['is_redirect']),
  };
}

function firstCode(...values: readonly unknown[]): string | undefined {
  return values.map((value) => readCode(value, MCN_CODE_LENGTH)).find((code) => code !== undefined);
}

/** Anything but a clear no: a flag that is not understood might mean that another person's telephone rings. */
function isYes(flag: unknown): boolean {
  const text = textOf(flag)?.toLowerCase();
  return text !== undefined && text !== 'false' && text !== '0';
}
