import { describe, expect, it } from 'vitest';
import { readLocale } from '../../../src/client/element/locale.js';
import { en, type Message, type MessageKey } from '../../../src/client/element/messages/en.js';
import { ru } from '../../../src/client/element/messages/ru.js';
import { sk } from '../../../src/client/element/messages/sk.js';
import { chooseLanguage, createTranslate, defineMessages, describeWait } from '../../../src/client/element/messages/translate.js';

const LANGUAGES = { en, ru, sk } as const;
const KEYS = Object.keys(en) as MessageKey[];

const textsOf = (message: Message): readonly string[] => (typeof message === 'string' ? [message] : Object.values(message));
const placeholdersOf = (text: string): readonly string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => String(name)).sort();

describe.each(Object.entries(LANGUAGES))('the words in %s', (lang, messages) => {
  it('are complete, and none is empty', () => {
    expect(Object.keys(messages).sort()).toEqual([...KEYS].sort());
    for (const key of KEYS) for (const text of textsOf(messages[key])) expect(text.trim(), key).not.toBe('');
  });

  it('have the placeholders of the English ones', () => {
    for (const key of KEYS) {
      const [expected = ''] = textsOf(en[key]);
      for (const text of textsOf(messages[key])) expect(placeholdersOf(text), key).toEqual(placeholdersOf(expected));
    }
  });

  it('have every plural form of the language', () => {
    const categories = new Intl.PluralRules(lang).resolvedOptions().pluralCategories;
    for (const key of KEYS) {
      const message = messages[key];
      if (typeof message !== 'string') expect(Object.keys(message).sort(), key).toEqual([...categories].sort());
    }
  });

  it('leave no placeholder behind', () => {
    const t = createTranslate(lang);
    for (const key of KEYS)
      for (const count of [1, 2, 4, 5, 21])
        expect(t(key, { count, when: 'in 5 seconds', countries: 'Slovakia', message: 'an SMS' }), key).not.toMatch(/[{}]/);
  });
});

describe('a sentence', () => {
  it.each([
    ['en', 4, 'No need to answer. Type the last 4 digits of the number that calls you.'],
    ['ru', 4, 'Отвечать не нужно. Введите последние 4 цифры номера, с которого мы звоним.'],
    ['ru', 6, 'Отвечать не нужно. Введите последние 6 цифр номера, с которого мы звоним.'],
    ['sk', 4, 'Hovor netreba prijať. Zadajte posledné 4 číslice čísla, z ktorého voláme.'],
    ['sk', 6, 'Hovor netreba prijať. Zadajte posledných 6 číslic čísla, z ktorého voláme.'],
  ])('has the plural form of its count in %s: %i', (lang, count, text) => {
    expect(createTranslate(lang)('flash_call.pending.text', { count })).toBe(text);
  });

  it.each([
    ['en', 'You have 1 try left.', 'You have 2 tries left.', 'You have 5 tries left.'],
    ['ru', 'Осталась 1 попытка.', 'Осталось 2 попытки.', 'Осталось 5 попыток.'],
    ['sk', 'Zostáva vám 1 pokus.', 'Zostávajú vám 2 pokusy.', 'Zostáva vám 5 pokusov.'],
  ])('counts the tries in %s', (lang, ...texts) => {
    expect([1, 2, 5].map((count) => createTranslate(lang)('checks.left', { count }))).toEqual(texts);
  });

  it.each([
    ['en', ['Try again in 1 second', 'Try again in 27 seconds', 'Try again in 2 minutes', 'Try again in 2 hours']],
    ['ru', ['Попробуйте через 1 секунду', 'Попробуйте через 27 секунд', 'Попробуйте через 2 минуты', 'Попробуйте через 2 часа']],
    ['sk', ['Skúste znova o 1 sekundu', 'Skúste znova o 27 sekúnd', 'Skúste znova o 2 minúty', 'Skúste znova o 2 hodiny']],
  ])('tells how long to wait in %s', (lang, texts) => {
    expect([1, 27, 110, 4000].map((seconds) => describeWait(seconds, lang, createTranslate(lang)))).toEqual(texts);
  });
});

describe('a language', () => {
  const choose = (tag: string): string => chooseLanguage(readLocale(tag));

  it('is taken with or without its region, else English', () => {
    expect(['ru', 'ru-RU', 'SK', 'en-GB', 'fr', ''].map(choose)).toEqual(['ru', 'ru', 'sk', 'en', 'en', 'en']);
  });

  it.each([
    ['ru_RU', 'ru'],
    ['RU', 'ru'],
    ['ru-Cyrl-RU', 'ru'],
    ['ru_RU.KOI8-R', 'ru'],
    ['rus', 'ru'],
    [' sk ', 'sk'],
    ['sk_SK.UTF-8', 'sk'],
    ['sk_SK@euro', 'sk'],
    ['sk-SK-u-nu-latn', 'sk'],
    ['en-US@posix', 'en'],
    ['C', 'en'],
    ['C.UTF-8', 'en'],
    ['POSIX', 'en'],
    ['Русский', 'en'],
    ['ru-', 'en'],
    ['-', 'en'],
  ])('is understood as systems and pages write it: "%s"', (tag, lang) => {
    expect(choose(tag)).toBe(lang);
  });

  it('that a host adds is English where it has no words', () => {
    defineMessages('cs', { restart: 'Začít znovu' });
    const t = createTranslate(choose('cs-CZ'));
    expect([t('restart'), t('checks.left', { count: 2 })]).toEqual(['Začít znovu', 'You have 2 tries left.']);
  });

  it('that a host adds for a region is found under it, however both are written', () => {
    defineMessages('pt_BR', { restart: 'Recomeçar' });
    expect(createTranslate(choose('pt-br'))('restart')).toBe('Recomeçar');
    expect(createTranslate(choose('pt-PT'))('restart')).toBe('Start over');
  });

  it('gives way to the words of the element itself', () => {
    expect(createTranslate('ru', { restart: 'Ещё раз' })('restart')).toBe('Ещё раз');
  });
});
