/** A sender of the host's own that records what it is to send, and ends as a test tells it to. */
import { type CallMethod, createSender, type SenderMessage, type SenderOptions } from 'express-call-verification';
import { registerSecret } from './secrets.js';

export interface OwnSender {
  readonly method: CallMethod;
  readonly messages: readonly SenderMessage[];
  /** The code of the newest message. */
  code(): string;
  /** How `send` ends from now on. */
  ends(send: SenderOptions['send']): void;
}

/** @param options another than an SMS by "acme", of which every message is accepted */
export function openSender(options: Partial<SenderOptions> = {}): OwnSender {
  const messages: SenderMessage[] = [];
  let end: SenderOptions['send'] = async () => undefined;
  return {
    method: createSender({
      ...{ name: 'acme', kind: 'sms', ...options },
      send(message) {
        messages.push(message);
        registerSecret(`"code":"${message.code}"`, 'a code that was sent');
        return end(message);
      },
    }),
    messages,
    code: () => messages.at(-1)?.code ?? 'nothing was sent',
    ends(send) {
      end = send;
    },
  };
}
