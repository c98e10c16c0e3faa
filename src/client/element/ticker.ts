/** Draws its host again each second while a countdown runs. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Ticker implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #isNeeded: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ReactiveControllerHost, isNeeded: () => boolean) {
    this.#host = host;
    this.#isNeeded = isNeeded;
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    if (this.#isNeeded()) this.#timer = setTimeout(() => this.#host.requestUpdate(), 1000 - (Date.now() % 1000) + 5);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }
}
