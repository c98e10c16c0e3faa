/** What is said of messages, whose kinds the host names, beside calls, of which there are three. */
import { describe, expect, it } from 'vitest';
import { isCodePossible } from '../../../../src/client/element/call-kinds.js';
import { BEGINNING, type FlowState } from '../../../../src/client/element/flow.js';
import { createTranslate, defineMessages } from '../../../../src/client/element/messages/translate.js';
import { describeCall, describeStart, describeWay } from '../../../../src/client/element/views/call-words.js';

const LANGUAGES = ['en', 'ru', 'sk'] as const;
/** Names that every object has, and words that stand in the names of messages. */
const TRICKY = ['constructor', 'to_string', 'has_own_property', 'call', 'message', 'awaiting', 'title', 'again', 'sms2'];
const sent = (method: string, members: Partial<FlowState> = {}): FlowState => ({
  ...BEGINNING,
  step: 'code',
  attempt: 1,
  method,
  codeLength: 6,
  ...members,
});

describe('a message', () => {
  it.each([
    ['en', 'sms', 'We have sent you an SMS', 'Type the code of 6 digits from it here.', 'Send an SMS', 'Send an SMS again'],
    ['en', 'whatsapp', 'We have sent you a WhatsApp message', undefined, 'Send a WhatsApp message', 'Send a WhatsApp message again'],
    ['en', 'telegram', 'We have sent you a Telegram message', undefined, 'Send a Telegram message', 'Send a Telegram message again'],
    ['ru', 'sms', 'Мы отправили вам SMS', 'Введите код из сообщения: 6 цифр.', 'Отправьте SMS', 'Отправьте SMS ещё раз'],
    ['ru', 'whatsapp', 'Мы отправили вам сообщение в WhatsApp', undefined, 'Отправьте сообщение в WhatsApp', undefined],
    ['ru', 'telegram', 'Мы отправили вам сообщение в Telegram', undefined, 'Отправьте сообщение в Telegram', undefined],
    ['sk', 'sms', 'Poslali sme vám SMS', 'Zadajte sem kód zo správy: 6 číslic.', 'Pošlite mi SMS', 'Pošlite mi SMS znova'],
    ['sk', 'whatsapp', 'Poslali sme vám správu cez WhatsApp', undefined, 'Pošlite mi správu cez WhatsApp', undefined],
    ['sk', 'telegram', 'Poslali sme vám správu cez Telegram', undefined, 'Pošlite mi správu cez Telegram', undefined],
  ])('has words of its own in %s: %s', (lang, kind, title, text, way, again) => {
    const t = createTranslate(lang);
    const words = describeCall(sent(kind), t);
    expect(words).toEqual({ title, text: text ?? words.text, tone: 'live' });
    expect([describeWay(kind, 'flash_call', t), describeStart(kind, t)]).toEqual([way, way]);
    expect(describeWay(kind, kind, t)).toBe(again ?? describeWay(kind, kind, t));
  });

  it.each(LANGUAGES.flatMap((lang) => ['viber', 'max', 'push', 'video_call', ...TRICKY].map((kind) => [lang, kind] as const)))(
    'of any other kind has general words in %s: %s',
    (lang, kind) => {
      const general = { en: 'a message', ru: 'сообщение', sk: 'správu' }[lang];
      const t = createTranslate(lang);
      const { title, text, tone } = describeCall(sent(kind), t);
      expect(title).toBe(`${{ en: 'We have sent you', ru: 'Мы отправили вам', sk: 'Poslali sme vám' }[lang]} ${general}`);
      expect(text).toContain('6 ');
      expect(tone).toBe('live');
      expect(describeWay(kind, 'flash_call', t)).toBe(`${{ en: 'Send', ru: 'Отправьте', sk: 'Pošlite mi' }[lang]} ${general}`);
      expect(describeWay(kind, kind, t)).not.toBe(describeWay(kind, 'flash_call', t));
    },
  );

  it.each([
    [4, 'Введите код из сообщения: 4 цифры.', 'Zadajte sem kód zo správy: 4 číslice.'],
    [5, 'Введите код из сообщения: 5 цифр.', 'Zadajte sem kód zo správy: 5 číslic.'],
    [8, 'Введите код из сообщения: 8 цифр.', 'Zadajte sem kód zo správy: 8 číslic.'],
  ])('says how many digits its code has: %i', (codeLength, ...texts) => {
    expect((['ru', 'sk'] as const).map((lang) => describeCall(sent('viber', { codeLength }), createTranslate(lang)).text)).toEqual(texts);
  });

  it('of a kind that the host names has words where the host gives them', () => {
    const own = createTranslate('ru', { 'message.viber': 'сообщение в Viber' });
    expect(describeCall(sent('viber'), own).title).toBe('Мы отправили вам сообщение в Viber');
    expect(describeCall(sent('max'), own).title).toBe('Мы отправили вам сообщение');
    defineMessages('sk', { 'message.max': 'správu cez MAX' });
    expect(describeWay('max', 'sms', createTranslate('sk'))).toBe('Pošlite mi správu cez MAX');
  });

  it.each(['sms', 'whatsapp', 'viber', 'constructor'])('that did not arrive is told so, and asks for no code: %s', (kind) => {
    const undelivered = sent(kind, { outcome: 'unavailable' });
    expect(LANGUAGES.map((lang) => describeCall(undelivered, createTranslate(lang)))).toMatchObject([
      { title: 'The message did not arrive', text: 'That is not your fault. Please try another way below.', tone: 'trouble' },
      { title: 'Сообщение не дошло', tone: 'trouble' },
      { title: 'Správa neprišla', tone: 'trouble' },
    ]);
    expect(isCodePossible(undelivered)).toBe(false);
    // The call before it may have brought a code.
    expect(isCodePossible({ ...undelivered, attempt: 2 })).toBe(true);
  });

  it.each(['pending', 'unknown', 'answered'] as const)('that may have arrived waits for its code: %s', (outcome) => {
    expect(describeCall(sent('viber', { outcome }), createTranslate('en'))).toEqual(describeCall(sent('viber'), createTranslate('en')));
    expect(isCodePossible(sent('viber', { outcome }))).toBe(true);
  });
});

describe('a further call with another code', () => {
  const other = { attempt: 2, isOtherCode: true } as const;

  it('is the only one that counts if its provider chose the code', () => {
    const { text } = describeCall(sent('sms', other), createTranslate('en'));
    expect(text).toBe('Type the code of 6 digits from it here. The code is a new one: the newest call or message counts.');
  });

  it.each([
    ['en', 'You can also type the 4 digits from before.'],
    ['ru', 'Можно ввести и 4 цифры из прошлого раза.'],
    ['sk', 'Môžete zadať aj 4 číslice z minulého pokusu.'],
  ])('counts beside the earlier one if both are ours, which have two lengths: %s', (lang, text) => {
    const textOf = (change: Parameters<typeof sent>[1]): string =>
      describeCall(sent('sms', { attempt: 2, earlierLengths: [4], ...change }), createTranslate(lang)).text;
    expect(textOf({})).toMatch(new RegExp(`\\. ${text.replaceAll('.', '\\.')}$`));
    expect(textOf({ outcome: 'unavailable' })).not.toContain(text);
    // Its provider chose it in place of the earlier one.
    expect(textOf({ isOtherCode: true })).not.toContain(text);
  });
});

describe('a call', () => {
  it.each(['flash_call', 'voice_call', 'confirmation_call'])('is not a message: %s', (kind) => {
    const t = createTranslate('en');
    expect(describeCall(sent(kind), t).title).toBe('We are calling you');
    expect(describeWay(kind, 'sms', t)).toMatch(/^Call me/);
    expect([describeStart(kind, t), describeStart(undefined, t)]).toEqual(['Call me', 'Call me']);
  });
});
