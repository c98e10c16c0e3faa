/** All telephones by number. Each is made when it is first called or looked up. */
import type { ProviderName } from './provider-name.js';
import type { CallOrder, PlacedCall } from './simulated-call.js';
import { createTelephoneLine, type LineContext, type TelephoneLine } from './telephone-line.js';
import type { VirtualTelephone } from './virtual-telephone.js';

export interface TelephoneNetwork {
  /** @param number with or without the plus */
  telephone(number: string): VirtualTelephone;
  placeCall(order: CallOrder): PlacedCall;
  sendText(provider: ProviderName, number: string, text: string): void;
  close(): void;
}

export function createTelephoneNetwork(context: LineContext): TelephoneNetwork {
  const lines = new Map<string, TelephoneLine>();

  function lineOf(anyForm: string): TelephoneLine {
    const digits = anyForm.replace(/^\+/, '');
    if (!/^[1-9]\d{5,14}$/.test(digits)) throw new Error(`Not an international telephone number: ${JSON.stringify(anyForm)}.`);
    const number = `+${digits}`;
    const line = lines.get(number) ?? createTelephoneLine(number, context);
    lines.set(number, line);
    return line;
  }

  return {
    telephone: (number) => lineOf(number).telephone,
    placeCall: (order) => lineOf(order.number).receiveCall(order),
    sendText(provider, number, text) {
      const line = lineOf(number);
      line.receiveText(text);
      context.feed.emit({ type: 'sms', provider, number: line.telephone.number, text });
    },
    close() {
      for (const line of lines.values()) line.close();
    },
  };
}
