/** Which language the element uses: its own `lang`, that of the nearest element around it, the browser's, English. */
import type { Controller, ControllerHost } from './drawn-element.js';
import { likelyCountries, readLocale } from './locale.js';
import { chooseLanguage, languageChanges } from './messages/translate.js';

const browserLocale = (): Intl.Locale | undefined => readLocale(globalThis.navigator?.language);

export class PageLanguage implements Controller {
  readonly #host: ControllerHost;
  #observer: MutationObserver | undefined;
  readonly #update = (): void => this.#host.requestUpdate();

  constructor(host: ControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** The language of the element's texts. */
  get lang(): string {
    return chooseLanguage(this.#locale);
  }

  /** The language of the page, for what the server sends: it may have texts that the element lacks. It takes no tag of more than 35. */
  get tag(): string | undefined {
    const tag = this.#locale?.baseName;
    return tag !== undefined && tag.length < 36 ? tag : undefined;
  }

  get #locale(): Intl.Locale | undefined {
    return this.#wished() ?? browserLocale();
  }

  /** The countries that the page and the browser speak for. @param byDefault the server's wish */
  countries(byDefault: string | undefined): readonly (string | undefined)[] {
    return likelyCountries(this.#wished(), browserLocale(), byDefault);
  }

  hostConnected(): void {
    // Pages that can switch their language do so at the root.
    this.#observer = new MutationObserver(this.#update);
    for (const element of [this.#host, document.documentElement]) this.#observer.observe(element, { attributeFilter: ['lang'] });
    languageChanges.addEventListener('change', this.#update);
  }

  hostDisconnected(): void {
    this.#observer?.disconnect();
    languageChanges.removeEventListener('change', this.#update);
  }

  /** `closest` stops at a shadow root, but the language does not. */
  #wished(): Intl.Locale | undefined {
    let element: Element | undefined = this.#host;
    while (element !== undefined) {
      const found: Element | null = element.closest('[lang]');
      if (found !== null) return readLocale(found.getAttribute('lang'));
      const root: Node = element.getRootNode();
      element = root instanceof ShadowRoot ? root.host : undefined;
    }
    return undefined;
  }
}
