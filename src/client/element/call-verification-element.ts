/** `<call-verification>`: proves a phone number by a call, in a page or in a form. */
import { html, type TemplateResult } from 'lit/html.js';
import type { MethodKind } from '../../contract/method-kind.js';
import { type CallVerificationClient, createCallVerificationClient } from '../create-call-verification-client.js';
import { Announcer } from './announcer.js';
import { CodeField } from './code-field.js';
import { dispatch, type ListenerMethod } from './element-events.js';
import { BEGINNING, type FlowState, isOtherCode, type Step } from './flow.js';
import { FocusKeeper } from './focus-keeper.js';
import { FormElement } from './form-element.js';
import { createVerificationKeeper } from './kept-verification.js';
import type { Messages } from './messages/en.js';
import { createTranslate, type Translate } from './messages/translate.js';
import { PageLanguage } from './page-language.js';
import { PhoneField } from './phone-field.js';
import { createServerClock } from './server-clock.js';
import { styles } from './styles.js';
import { Ticker } from './ticker.js';
import { createVerificationRun, type VerificationRun } from './verification-run.js';
import { type Screen, secondsUntil } from './views/screen.js';
import { renderStep } from './views/step-view.js';
import { isCountingDown } from './views/ways-view.js';

/** Its listeners know the events by their names. */
export interface CallVerificationElement {
  /** Listens to an event of the element, or of any element. */
  addEventListener: ListenerMethod;
  /** Stops listening. */
  removeEventListener: ListenerMethod;
}

/** `<call-verification>`: asks for a number, has it called, and gives the token to the form or the page. */
// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: both are methods of every element, and only their types are new
export class CallVerificationElement extends FormElement {
  static override readonly styles = styles;
  static override readonly properties: Readonly<Record<string, unknown>> = {
    url: '/auth/call',
    credentials: 'same-origin',
    name: 'phoneToken',
    phone: '',
    country: '',
    method: '',
    required: false,
    disabled: false,
    readonlyPhone: false,
    noResume: false,
    client: undefined,
    headers: undefined,
    messages: {},
  };

  /** Where `callVerificationRouter` is mounted. The router's own script sets it to where it came from. @default '/auth/call' */
  declare url: string;
  /** Whether cookies go with the requests, as `fetch` takes it. @default 'same-origin' */
  declare credentials: 'omit' | 'same-origin' | 'include';
  /** The form field for the token. @default 'phoneToken' */
  declare name: string;
  /** A number to begin with. */
  declare phone: string;
  /** The country that is chosen first (ISO 3166 alpha-2). */
  declare country: string;
  /** The kind that is tried first; empty: the server's first choice. */
  declare method: MethodKind | '';
  /** A form cannot be sent before the number is confirmed. */
  declare required: boolean;
  /** Nothing can be typed or pressed. */
  declare disabled: boolean;
  /** `phone` cannot be changed, for a step-up. */
  declare readonlyPhone: boolean;
  /** Does not continue after a reload. */
  declare noResume: boolean;
  /** Used instead of a client made from `url`, `credentials` and `headers`. */
  declare client: CallVerificationClient | undefined;
  /** Sent with every request, for example a CSRF token. */
  declare headers: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /** The element's own texts. They replace those of its language. */
  declare messages: Messages;

  readonly #clock = createServerClock();
  readonly #language = new PageLanguage(this);
  readonly #announcer = new Announcer();
  readonly #phoneField = new PhoneField(this, () => this.#onEdit());
  readonly #codeField: CodeField;
  readonly #focusKeeper = new FocusKeeper(this, () => this.#state);
  #run: VerificationRun | undefined;
  #loading = new AbortController();
  #isReminded = false;
  #isUnconfirmed = false;
  #isInDisabledSet = false;
  /** The code was complete while another call was requested. */
  #isCodeDue = false;
  /** Whether a countdown is drawn. Asked of the clock again a moment later, it may be over, and nothing would draw its end. */
  #isCounting = false;
  #staleTimer: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.#codeField = new CodeField(
      this,
      () => this.#state,
      () => this.#onEdit(),
      () => this.#submitCode(),
    );
    new Ticker(this, () => this.#isCounting);
  }

  /** The token, once the number is confirmed; otherwise empty. */
  get value(): string {
    return this.#state.verified?.token ?? '';
  }

  /** The step that the person is at. */
  get step(): Step {
    return this.#state.step;
  }

  /** Calls the number in the field. */
  async start(): Promise<void> {
    await this.updateComplete;
    if (this.#state.step !== 'number') return;
    const { phone } = this.#phoneField;
    this.#isReminded = phone === '' && !this.readonlyPhone;
    this.requestUpdate();
    if (this.#isReminded) this.focus();
    else if (secondsUntil(this.#state.problem?.waitUntil, this.#clock.now()) === 0)
      await this.#run?.start(phone, this.method || undefined, { language: this.#language.tag });
  }

  /** Goes back to the number. A call that is under way does not count any more. */
  reset(): void {
    this.#isReminded = false;
    this.#run?.reset();
    if (this.phone !== '') this.#phoneField.set(this.phone);
  }

  protected override takeFormFocus(): void {
    this.#isReminded = true;
    this.requestUpdate();
    this.focus();
  }

  override focus(options?: FocusOptions): void {
    this.#focusKeeper.target()?.focus(options);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.hasUpdated) this.#run?.continue();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    // An element that was only moved is connected again at once.
    queueMicrotask(() => this.isConnected || this.#run?.pause());
  }

  formResetCallback(): void {
    this.reset();
  }

  formDisabledCallback(isDisabled: boolean): void {
    this.#isInDisabledSet = isDisabled;
    this.requestUpdate();
  }

  protected override willUpdate(changed: ReadonlySet<string>): void {
    if (this.#run === undefined || ['url', 'credentials', 'client', 'noResume'].some((name) => changed.has(name))) this.#open();
    if (changed.has('country')) this.#phoneField.choose(this.country);
    if (changed.has('phone') && this.phone !== '') this.#phoneField.set(this.phone);
  }

  protected override render(): TemplateResult {
    const { lang } = this.#language;
    const t = createTranslate(lang, this.messages);
    const screen: Screen = {
      state: this.#state,
      t,
      lang,
      now: this.#clock.now(),
      isDisabled: this.disabled || this.#isInDisabledSet,
      isPhoneReadonly: this.readonlyPhone,
      method: this.method || undefined,
      reminder: this.#isReminded ? this.#reminder(t) : '',
      isUnconfirmed: this.#isUnconfirmed,
      phoneField: this.#phoneField,
      codeField: this.#codeField,
      start: () => void this.start(),
      again: (method) => void this.#run?.again(method, { language: this.#language.tag }),
      submitCode: () => this.#submitCode(),
      askConfirmed: () => void this.#askConfirmed(),
      reset: () => this.reset(),
    };
    this.#isCounting = isCountingDown(screen);
    const announcement = this.#announcer.next(screen.state, this.#isCounting, t);
    return html`
      <div class="box" part="container" lang=${lang}>
        ${renderStep(screen)}
        <p class="hidden" role="status">${announcement}</p>
      </div>
    `;
  }

  protected override firstUpdated(): void {
    if (this.hasAttribute('autofocus')) this.focus();
  }

  protected override updated(): void {
    const isMissing = this.required && this.#state.step !== 'verified';
    this.formValue.update({
      token: this.value,
      name: this.name,
      complaint: isMissing ? this.#reminder(createTranslate(this.#language.lang, this.messages)) : '',
      anchor: this.#focusKeeper.target(),
    });
  }

  /** One text for the browser's own message and for the one in the element. */
  #reminder(t: Translate): string {
    return t(this.#state.step === 'number' && this.#phoneField.phone === '' ? 'phone.missing' : 'verified.needed');
  }

  get #state(): FlowState {
    return this.#run?.state ?? BEGINNING;
  }

  #open(): void {
    this.#run?.pause();
    this.#loading.abort();
    this.#loading = new AbortController();
    // Called for each request, because a page may change them.
    const headers = async (): Promise<HeadersInit> => (typeof this.headers === 'function' ? this.headers() : (this.headers ?? {}));
    const { url, credentials } = this;
    const client = this.client ?? createCallVerificationClient({ url, credentials, fetch: this.#clock.fetch, headers });
    void this.#phoneField.load(client, this.#loading.signal, (byDefault) => this.#language.countries(byDefault));
    this.#run = createVerificationRun({
      client,
      keeper: createVerificationKeeper(this.noResume ? undefined : `${url} ${this.name}`),
      now: this.#clock.now,
      onChange: (state, before) => this.#onChange(state, before),
      onProblem: ({ ok: _, ...problem }) => dispatch(this, 'failed', problem),
      onChallenge: (challenge, respond) => !dispatch(this, 'challenge', { challenge, respond }),
      onHostAnswer: (answer) => dispatch(this, 'verified', { phone: this.#state.phone || (this.#state.typedPhone ?? ''), answer }),
    });
    this.formValue.mark('number', 'number');
    this.#run.resume();
  }

  #onChange(state: FlowState, before: FlowState): void {
    // A whole code of the call before, which was to be checked when this one was placed, still counts.
    const isDue = this.#isCodeDue && state.codeLength !== before.codeLength && this.#codeField.isComplete;
    const isOther = isOtherCode(state, before) && !isDue;
    if (isOther || state.wrongCodes !== before.wrongCodes || state.step !== before.step) this.#codeField.clear();
    if (this.#isCodeDue && state.busy === undefined) {
      this.#isCodeDue = false;
      if (this.#codeField.isComplete) queueMicrotask(() => this.#submitCode());
    }
    if (state.attempt !== before.attempt || state.step !== before.step) this.#codeField.isIncomplete = this.#isUnconfirmed = false;
    if (state.step !== before.step) this.#isReminded = false;
    this.requestUpdate();
    this.formValue.mark(state.step, before.step);
    const { step, method, outcome } = state;
    if (step !== before.step || method !== before.method || outcome !== before.outcome)
      dispatch(this, 'statechange', { step, method, outcome });
    if (step === 'ended' && before.step !== 'ended') dispatch(this, 'failed', { code: 'verification_closed', reason: state.reason });
    if (state.verified !== before.verified) this.#onVerified(state);
  }

  #onVerified({ verified }: FlowState): void {
    clearTimeout(this.#staleTimer);
    if (verified === undefined) return;
    const { token, tokenType, expiresIn, phone } = verified;
    // In a form the token waits to be sent, and is useless once it has expired.
    if (this.form !== null) this.#staleTimer = setTimeout(() => this.#run?.end('stale'), expiresIn * 1000);
    dispatch(this, 'verified', { token, tokenType, expiresIn, phone });
  }

  #onEdit(): void {
    this.#isReminded = false;
    this.#run?.edit();
    this.requestUpdate();
  }

  #submitCode(): void {
    const { problem, busy } = this.#state;
    this.#isCodeDue = busy === 'again';
    if (busy !== undefined || (problem?.at === 'check' && secondsUntil(problem.waitUntil, this.#clock.now()) > 0)) return;
    this.#isReminded = false;
    this.#codeField.isIncomplete = !this.#codeField.isComplete;
    this.requestUpdate();
    if (this.#codeField.isComplete) void this.#run?.check(this.#codeField.value);
    else this.focus();
  }

  async #askConfirmed(): Promise<void> {
    this.#isUnconfirmed = false;
    await this.#run?.check();
    this.#isUnconfirmed = this.#state.step === 'code';
    this.requestUpdate();
  }
}
