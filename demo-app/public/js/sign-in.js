/** The sign-in: the component as any page would use it, the switch of its language, and where a story's hand finds its parts. */
import { byId, el } from './dom.js';

/** @import { Language } from './telephone-words.js' */

/** @typedef {HTMLElement & { step: 'number' | 'code' | 'verified' | 'ended' }} CallVerification */
/** @typedef {Awaited<ReturnType<typeof createSignIn>>} SignIn */

/** @type {[Language, string][]} */
const LANGUAGES = [
  ['en', 'English'],
  ['ru', 'Русский'],
  ['sk', 'Slovenčina'],
];
const KEPT = 'demo-language';

/** @param {{ result: { show: (token: string) => void, clear: () => void }, onLanguage: (language: Language) => void }} options */
export async function createSignIn({ result, onLanguage }) {
  const element = /** @type {CallVerification} */ (document.createElement('call-verification'));
  element.id = 'call-verification';
  element.addEventListener('verified', (event) => {
    if (event instanceof CustomEvent) result.show(event.detail.token);
  });
  element.addEventListener('statechange', () => {
    if (element.step !== 'verified') result.clear();
  });
  createLanguageSwitch((language) => {
    element.lang = language;
    onLanguage(language);
  });
  byId('component').append(element);
  // The module comes from the router itself, below the path where the shop has mounted it.
  await import(CLIENT);

  /** @param {string} selector @returns {HTMLElement | undefined} */
  const find = (selector) => {
    const found = element.shadowRoot?.querySelector(selector);
    return found instanceof HTMLElement ? found : undefined;
  };
  /** @param {string} selector @returns {HTMLInputElement | undefined} */
  const findField = (selector) => {
    const found = find(selector);
    return found instanceof HTMLInputElement ? found : undefined;
  };

  return {
    state: () => element.step,
    phoneField: () => findField('#phone'),
    callButton: () => find('form button.primary'),
    codeField: () => findField('#code'),
    /** @param {string} kind */
    wayButton: (kind) => find(`button.way[data-method="${kind}"]`),
    restartButton: () => find('button.primary'),
  };
}

const CLIENT = '/auth/call/client.js';

/** @param {(language: Language) => void} onChange */
function createLanguageSwitch(onChange) {
  const kept = sessionStorage.getItem(KEPT);
  const first = LANGUAGES.find(([code]) => code === (kept ?? navigator.language.slice(0, 2)))?.[0] ?? 'en';
  const labels = LANGUAGES.map(([code, name]) => {
    const input = document.createElement('input');
    Object.assign(input, { type: 'radio', name: 'language', value: code, checked: code === first });
    input.addEventListener('change', () => {
      sessionStorage.setItem(KEPT, code);
      onChange(code);
    });
    return el('label', { lang: code }, input, name);
  });
  byId('languages').append(...labels);
  onChange(first);
}
