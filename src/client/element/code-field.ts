/** The field of the code: takes what is typed, pasted or filled in, and reports once when it is complete. */

import type { MethodKind } from '../../contract/method-kind.js';
import { readPastedCode, readTypedCode } from './code-digits.js';
import type { ControllerHost } from './drawn-element.js';

export interface CodeShape {
  readonly method: MethodKind;
  readonly codeLength: number;
}

export class CodeField {
  readonly #host: Pick<ControllerHost, 'requestUpdate'>;
  readonly #shape: () => CodeShape;
  readonly #onEdit: () => void;
  readonly #onComplete: (code: string) => void;
  value = '';
  /** The person asked for a check before all digits were typed. */
  isIncomplete = false;

  constructor(host: Pick<ControllerHost, 'requestUpdate'>, shape: () => CodeShape, onEdit: () => void, onComplete: (code: string) => void) {
    this.#host = host;
    this.#shape = shape;
    this.#onEdit = onEdit;
    this.#onComplete = onComplete;
  }

  get isComplete(): boolean {
    return this.value !== '' && this.value.length === this.#shape().codeLength;
  }

  clear(): void {
    this.#set('');
  }

  /** Also for the end of a composition. */
  readonly onInput = (event: Event): void => {
    const input = event.currentTarget;
    if (!(input instanceof HTMLInputElement)) return;
    const { codeLength, method } = this.#shape();
    const kind = event instanceof InputEvent ? event.inputType : event.type;
    // What a browser or a keyboard's suggestion fills in comes at once, like pasted text.
    const isTyped = kind !== 'insertReplacementText' && kind !== 'input' && input.value.length <= codeLength + 1;
    const code = isTyped ? readTypedCode(input.value, codeLength) : readPastedCode(input.value, codeLength, method);
    // An input method counts on finding its text where it put it. Many Android keyboards compose plain digits, too.
    if (event instanceof InputEvent && event.isComposing && input.value !== code) return;
    this.#take(input, code);
  };

  readonly onPaste = (event: ClipboardEvent): void => {
    const input = event.currentTarget;
    const text = event.clipboardData?.getData('text') ?? '';
    if (!(input instanceof HTMLInputElement) || input.readOnly || !/\p{Nd}/u.test(text)) return;
    event.preventDefault();
    const { codeLength, method } = this.#shape();
    this.#take(input, readPastedCode(text, codeLength, method));
  };

  #take(input: HTMLInputElement, code: string): void {
    const isNew = code !== this.value;
    this.#set(code);
    if (input.value !== code) input.value = code;
    if (!isNew) return;
    this.#onEdit();
    if (this.isComplete) this.#onComplete(code);
  }

  #set(value: string): void {
    this.value = value;
    this.isIncomplete = false;
    this.#host.requestUpdate();
  }
}
