/** Says whose telephone a simulator's event is about, where the event itself does not: an answer, a report, an SMS by the id of a call. */
import type { SimulatorEvent } from 'express-call-verification/simulator';

export function createNumberFinder(): (event: SimulatorEvent) => string | undefined {
  const byRequest = new Map<number, string>();
  const byCall = new Map<string, string>();

  return (event) => {
    switch (event.type) {
      case 'call':
        byCall.set(event.callId, event.number);
        return event.number;
      case 'request': {
        const number = numberIn(event.query) ?? numberIn(event.body) ?? byCall.get(callIdIn(event.body));
        if (number !== undefined) byRequest.set(event.requestId, number);
        return number;
      }
      case 'answer':
      case 'dropped':
        return byRequest.get(event.requestId);
      case 'callback':
        return byCall.get(event.callId);
      default:
        return event.number;
    }
  };
}

function numberIn(fields: unknown): string | undefined {
  if (typeof fields !== 'object' || fields === null) return undefined;
  const { login_did: loginDid, phone_number: phoneNumber, number, to } = fields as Record<string, unknown>;
  const found = [loginDid, phoneNumber, number, to].find((each) => typeof each === 'string' || typeof each === 'number');
  return found === undefined ? undefined : `+${String(found).replace(/\D/g, '')}`;
}

function callIdIn(body: unknown): string {
  if (typeof body !== 'object' || body === null || !('sms' in body)) return '';
  const { sms } = body;
  return typeof sms === 'object' && sms !== null && 'id' in sms ? String(sms.id) : '';
}
