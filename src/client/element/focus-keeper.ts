/** Moves the focus with the steps, if it was inside the element: the focused field may be gone, and the next one is elsewhere. */
import type { Controller, ControllerHost } from './drawn-element.js';
import type { FlowState } from './flow.js';

export class FocusKeeper implements Controller {
  readonly #host: ControllerHost;
  readonly #state: () => FlowState;
  #seen: FlowState | undefined;
  #hadFocus = false;

  constructor(host: ControllerHost, state: () => FlowState) {
    this.#host = host;
    this.#state = state;
    host.addController(this);
  }

  /** Where the person continues: the field, otherwise the title. */
  target(): HTMLElement | undefined {
    const find = (selector: string): HTMLElement | undefined => this.#host.shadowRoot?.querySelector<HTMLElement>(selector) ?? undefined;
    return find('input') ?? find('#title') ?? find('button');
  }

  hostUpdate(): void {
    this.#hadFocus = (this.#host.shadowRoot?.activeElement ?? null) !== null;
  }

  hostUpdated(): void {
    const before = this.#seen;
    const state = this.#state();
    this.#seen = state;
    if (before === undefined || !this.#hadFocus) return;
    const isNewStep = before.step !== state.step || before.attempt !== state.attempt || before.isAwaiting !== state.isAwaiting;
    const isNewTrouble = state.problem !== undefined && state.problem !== before.problem && state.problem.at !== 'again';
    // A field that was removed because its call died takes the focus with it.
    const isLost = (this.#host.shadowRoot?.activeElement ?? null) === null;
    if (isNewStep || isNewTrouble || isLost) this.target()?.focus();
  }
}
