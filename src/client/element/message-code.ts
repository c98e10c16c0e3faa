/** Takes the code of a message from the browser, where it can read one: Web OTP, which Chrome has on Android. */
import type { Controller, ControllerHost } from './drawn-element.js';

export class MessageCode implements Controller {
  readonly #host: ControllerHost;
  readonly #awaited: () => number;
  readonly #onCode: (code: string) => void;
  #asking = new AbortController();
  #asked = 0;

  /** @param awaited the number of the attempt whose message is awaited; 0 if none is */
  constructor(host: ControllerHost, awaited: () => number, onCode: (code: string) => void) {
    this.#host = host;
    this.#awaited = awaited;
    this.#onCode = onCode;
    host.addController(this);
  }

  /** An element that was moved asks again. */
  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostUpdated(): void {
    const awaited = this.#host.isConnected ? this.#awaited() : 0;
    if (awaited === this.#asked) return;
    this.#asking.abort();
    this.#asked = awaited;
    if (awaited > 0 && 'OTPCredential' in globalThis) void this.#ask();
  }

  hostDisconnected(): void {
    this.#asking.abort();
    this.#asked = 0;
  }

  /** One question for each attempt: whoever has declined is not asked again. */
  async #ask(): Promise<void> {
    this.#asking = new AbortController();
    const { signal } = this.#asking;
    try {
      const credential = await navigator.credentials.get({ otp: { transport: ['sms'] }, signal } as CredentialRequestOptions);
      if (!signal.aborted && credential !== null && 'code' in credential) this.#onCode(String(credential.code));
    } catch {
      // The code is typed: the person declined, the page's policy forbids it, or the code field was left.
    }
  }
}
