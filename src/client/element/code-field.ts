/** The field of the code: takes what is typed, pasted or filled in, and reports once when it is complete. */
import { isCodePossible, isMessage } from './call-kinds.js';
import { readPastedCode, readTypedCode } from './code-digits.js';
import type { ControllerHost } from './drawn-element.js';
import type { FlowState } from './flow.js';
import { MessageCode } from './message-code.js';

/** The attempt whose message the browser may read; 0 if there is none. */
function awaitedMessage(state: FlowState): number {
  return state.step === 'code' && isMessage(state.method) && isCodePossible(state) ? state.attempt : 0;
}

export class CodeField {
  readonly #host: ControllerHost;
  readonly #state: () => FlowState;
  readonly #onEdit: () => void;
  readonly #onComplete: (code: string) => void;
  value = '';
  /** The person asked for a check before all digits were typed. */
  isIncomplete = false;

  constructor(host: ControllerHost, state: () => FlowState, onEdit: () => void, onComplete: (code: string) => void) {
    this.#host = host;
    this.#state = state;
    this.#onEdit = onEdit;
    this.#onComplete = onComplete;
    new MessageCode(
      host,
      () => awaitedMessage(state()),
      (code) => this.#fill(code),
    );
  }

  /** The newest call's length comes first. */
  get #lengths(): readonly number[] {
    const { codeLength, earlierLengths } = this.#state();
    return [codeLength, ...earlierLengths];
  }

  /** How many digits can be typed. */
  get longest(): number {
    return Math.max(...this.#lengths);
  }

  /** Whether it has as many digits as one of the codes. */
  get isComplete(): boolean {
    return this.value !== '' && this.#lengths.includes(this.value.length);
  }

  clear(): void {
    this.#set('');
  }

  /** Also for the end of a composition. */
  readonly onInput = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const kind = event instanceof InputEvent ? event.inputType : event.type;
    // What a browser or a keyboard's suggestion fills in comes at once, like pasted text.
    const isTyped = kind !== 'insertReplacementText' && kind !== 'input' && input.value.length <= this.longest + 1;
    const code = isTyped ? readTypedCode(input.value, this.longest) : this.#readPasted(input.value);
    // An input method counts on finding its text where it put it. Many Android keyboards compose plain digits, too.
    if (event instanceof InputEvent && event.isComposing && input.value !== code) return;
    // Several digits at once were not typed one by one.
    this.#take(code, !isTyped || (this.value === '' && code.length > 1), input);
  };

  readonly onPaste = (event: ClipboardEvent): void => {
    const input = event.currentTarget;
    const text = event.clipboardData?.getData('text') ?? '';
    if (!(input instanceof HTMLInputElement) || input.readOnly || !/\p{Nd}/u.test(text)) return;
    event.preventDefault();
    this.#take(this.#readPasted(text), true, input);
  };

  /** What the browser read in a message goes the way of pasted text, if it is a code of ours. */
  #fill(text: string): void {
    if (/^\d+$/.test(text) && this.#lengths.includes(text.length)) this.#take(text, true);
  }

  #readPasted(text: string): string {
    return readPastedCode(text, this.#lengths, this.#state().method);
  }

  /** @param isWhole no further digit follows; what is typed may be the beginning of a longer code */
  #take(code: string, isWhole: boolean, input?: HTMLInputElement): void {
    const isNew = code !== this.value;
    this.#set(code);
    if (input !== undefined && input.value !== code) input.value = code;
    if (!isNew) return;
    this.#onEdit();
    if (this.isComplete && (isWhole || code.length === this.longest)) this.#onComplete(code);
  }

  #set(value: string): void {
    this.value = value;
    this.isIncomplete = false;
    this.#host.requestUpdate();
  }
}
