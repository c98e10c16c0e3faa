/** The element's part in a plain form: the token as a field, and whether it is needed. */
export interface FormState {
  /** Empty while the number is not confirmed. */
  readonly token: string;
  readonly name: string;
  /** What the form shows if it cannot be sent; empty if it can. */
  readonly complaint: string;
  /** Where the browser shows that. */
  readonly anchor: HTMLElement | undefined;
}

export class FormValue {
  /** Empty, or a part of it, where tests run without a browser: happy-dom and jsdom know little of forms and custom elements. */
  readonly internals: Partial<ElementInternals>;

  constructor(host: HTMLElement & { attachInternals?(): ElementInternals }) {
    this.internals = host.attachInternals?.() ?? {};
  }

  update({ token, name, complaint, anchor }: FormState): void {
    const data = new FormData();
    if (token !== '') data.append(name, token);
    // From the second argument browsers fill the form again later. It is empty, because the token must not be kept.
    this.internals.setFormValue?.(token === '' ? null : data, '');
    if (complaint === '') this.internals.setValidity?.({});
    else this.internals.setValidity?.({ valueMissing: true }, complaint, anchor);
  }

  /** For `:state(code)` in the host's CSS. */
  mark(step: string, before: string): void {
    try {
      this.internals.states?.delete(before);
      this.internals.states?.add(step);
    } catch {
      // Browsers before 2024 have no states, or their names begin with two dashes.
    }
  }
}
