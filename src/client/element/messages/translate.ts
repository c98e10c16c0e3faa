/** Chooses a language, and builds its texts: plural forms, placeholders, spans of time. */
import { readLocale } from '../locale.js';
import { en, type Message, type MessageKey, type Messages } from './en.js';
import { ru } from './ru.js';
import { sk } from './sk.js';

const languages = new Map<string, Messages>(Object.entries({ en, ru, sk }));

/** Fires when a language was defined, so that the screen can be drawn again. */
export const languageChanges = new EventTarget();

/**
 * Adds a language for all elements of the page, or changes texts of an existing one. Missing messages are English.
 *
 * @param lang a BCP 47 tag: `de`, `pt-BR`
 */
export function defineMessages(lang: string, messages: Messages): void {
  const key = (readLocale(lang)?.baseName ?? lang).toLowerCase();
  languages.set(key, { ...languages.get(key), ...messages });
  languageChanges.dispatchEvent(new Event('change'));
}

/** The wanted language with as much of its script and region as there are texts for (RFC 4647, 3.4); otherwise English. */
export function chooseLanguage(wished: Intl.Locale | undefined): string {
  for (const parts = wished?.baseName.split('-') ?? []; parts.length > 0; parts.pop()) {
    const tag = parts.join('-');
    if (languages.has(tag.toLowerCase())) return tag;
  }
  return 'en';
}

/** A kind of message without a name of its own is called by the general one. */
export type Translate = (key: keyof Messages, values?: Readonly<Record<string, string | number>>) => string;

/** @param own the element's own texts, which come before all others */
export function createTranslate(lang: string, own: Messages = {}): Translate {
  const words = languages.get(lang.toLowerCase());
  const find = (key: keyof Messages): Message | undefined => own[key] ?? words?.[key];
  const translate: Translate = (key, values = {}) => {
    const known = find(key) !== undefined || isMessageKey(key) ? key : 'message';
    const translated = find(known);
    const message: Message = translated ?? (isMessageKey(known) ? en[known] : en.message);
    const rules = new Intl.PluralRules(translated === undefined ? 'en' : lang);
    const text = typeof message === 'string' ? message : (message[rules.select(Number(values['count']))] ?? message.other);
    return text.replace(/\{(\w+)\}/g, (placeholder, name: string) =>
      name === 'digits' || name === 'last' ? translate(name, values) : String(values[name] ?? placeholder),
    );
  };
  return translate;
}

/** Whether English has this message, and therefore every language. */
export function isMessageKey(key: string): key is MessageKey {
  return Object.hasOwn(en, key);
}

/** "Try again in 27 seconds", "in 5 minutes", "in 3 hours": the browser knows each language's grammar. */
export function describeWait(seconds: number, lang: string, t: Translate): string {
  const format = new Intl.RelativeTimeFormat(lang);
  const minutes = Math.ceil(seconds / 60);
  if (seconds < 100) return t('ways.wait', { when: format.format(seconds, 'second') });
  return t('ways.wait', { when: minutes < 60 ? format.format(minutes, 'minute') : format.format(Math.ceil(minutes / 60), 'hour') });
}
