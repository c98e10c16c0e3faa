/** Senders of the host's own that keep what they were given. */
import { createSender, type SenderMessage } from 'express-call-verification';
import { registerSecret } from '../../support/secrets.js';

export interface Outbox {
  /** Oldest first. */
  readonly messages: readonly SenderMessage[];
  /** The code of the newest. */
  code(): string;
  /** A sender whose service is called as its kind, and which names its messages 1, 2, 3 and so on. */
  sender(kind: string, codeLength?: number): ReturnType<typeof createSender>;
}

export function openOutbox(): Outbox {
  const messages: SenderMessage[] = [];
  return {
    messages,
    code: () => messages.at(-1)?.code ?? '',
    sender: (kind, codeLength = 6) =>
      createSender({
        name: kind.replaceAll('_', '-'),
        kind,
        codeLength,
        async send(message) {
          // A shorter one would be found in what is no code.
          if (codeLength > 5) registerSecret(message.code, 'a code');
          return { id: messages.push(message) };
        },
      }),
  };
}
