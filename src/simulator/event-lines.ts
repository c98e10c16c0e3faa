/** Lines for a terminal: what happens on the telephones, and what becomes of the providers' requests and reports. */
import { callerWithCode, spacedNumber } from './number-words.js';
import type { AnswerEvent, CallbackEvent, CallEvent, SimulatorEvent } from './simulator-event.js';

/** The line for an event, or undefined if it needs none. What the person must type or press stands between asterisks. */
export function lineOfEvent(event: SimulatorEvent): string | undefined {
  switch (event.type) {
    case 'call':
      return lineOfCall(event);
    case 'spoken':
      return `VOICE on ${spacedNumber(event.number)}: ${withMarkedDigits(event.text)}`;
    case 'pressed':
      return `KEY ${event.key} on ${spacedNumber(event.number)}`;
    case 'sms':
      return `SMS to ${spacedNumber(event.number)}: ${withMarkedDigits(event.text.replace(/\s*\n\s*/g, ' / '))}`;
    case 'answer':
      return isRefusal(event) ? `REFUSED by ${event.provider}: ${event.status} ${JSON.stringify(event.body)}` : undefined;
    case 'dropped':
      return `NO ANSWER by ${event.provider}: the connection is ${event.reason}`;
    case 'callback':
      return lineOfCallback(event);
    case 'request':
      return undefined;
  }
}

/** What the person has to do when a call without a code in its number rings. */
const TO_DO: Partial<Record<CallEvent['kind'], string>> = {
  voice_call: ', answer to hear the code',
  confirmation_call: ', answer and press **9**',
};

function lineOfCall({ state, kind, number, caller, codeDigits, cause }: CallEvent): string | undefined {
  const telephone = spacedNumber(number);
  if (state === 'ringing') return `RING ${telephone} from ${callerWithCode(caller, codeDigits)}${TO_DO[kind] ?? ''}`;
  // The end of the call says it, too.
  if (state === 'answered') return undefined;
  const outcome = state === 'ended' ? 'answered' : state.replaceAll('_', ' ');
  return `OVER ${telephone}: ${outcome}${cause === undefined ? '' : ` (${cause})`}`;
}

function lineOfCallback({ provider, url, attempt, status, error }: CallbackEvent): string {
  const isTaken = status !== undefined && status >= 200 && status < 300;
  const result = status === undefined ? `no answer, ${error ?? 'for an unknown reason'}` : String(status);
  const where = isTaken ? '' : `, at ${url}${status === 404 ? ' (is your webhook there?)' : ''}`;
  return `CALLBACK from ${provider}: ${result}${where}${attempt === 1 ? '' : `, attempt ${attempt}`}`;
}

/** Codes are said digit by digit, or sent as one number. */
function withMarkedDigits(text: string): string {
  return text.replace(/\d(?: ?\d)*/g, '**$&**');
}

/** A status is not enough: each provider also refuses with a 200. */
function isRefusal({ status, body }: AnswerEvent): boolean {
  if (status >= 300 || typeof body !== 'object' || body === null || 'error' in body) return true;
  if ('result' in body) return body.result !== 'ok';
  if ('ok' in body) return body.ok !== true;
  return 'status' in body && body.status !== 'success';
}
