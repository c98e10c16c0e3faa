/** What every control of a form has: its form, its validity, and the focus when the form cannot be sent. */
import { DrawnElement } from './drawn-element.js';
import { FormValue } from './form-value.js';

export abstract class FormElement extends DrawnElement {
  static readonly formAssociated = true;

  protected readonly formValue = new FormValue(this);

  constructor() {
    super();
    this.addEventListener('invalid', () => this.#expectFocus());
  }

  get form(): HTMLFormElement | null {
    return this.formValue.internals.form ?? this.closest('form');
  }

  get validity(): ValidityState {
    return this.formValue.internals.validity ?? ({ valid: true } as ValidityState);
  }

  get validationMessage(): string {
    return this.formValue.internals.validationMessage ?? '';
  }

  checkValidity(): boolean {
    return this.formValue.internals.checkValidity?.() ?? true;
  }

  reportValidity(): boolean {
    return this.formValue.internals.reportValidity?.() ?? true;
  }

  /** The form cannot be sent because of this element: it says why, and takes the focus. */
  protected abstract takeFormFocus(): void;

  /** If a form cannot be sent, the browser focuses the element itself, if possible. Then the field gets the focus, and shows the reason. */
  #expectFocus(): void {
    this.tabIndex = -1;
    const take = (): void => this.takeFormFocus();
    this.addEventListener('focus', take, { once: true });
    setTimeout(() => {
      this.removeEventListener('focus', take);
      const yieldFocus = (): void => this.removeAttribute('tabindex');
      // If it were removed while the field inside has the focus, the field would lose it, too.
      if (this.matches(':focus')) this.addEventListener('focusout', yieldFocus, { once: true });
      else yieldFocus();
    });
  }
}
