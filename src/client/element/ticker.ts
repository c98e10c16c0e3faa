/** Draws its host again each second while a countdown runs. */
import type { Controller, ControllerHost } from './drawn-element.js';

export class Ticker implements Controller {
  readonly #host: ControllerHost;
  readonly #isNeeded: () => boolean;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: ControllerHost, isNeeded: () => boolean) {
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
