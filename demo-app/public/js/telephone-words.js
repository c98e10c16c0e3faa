/** What the telephone says, in the languages of the sign-in. */

/** @typedef {'en' | 'ru' | 'sk'} Language */

const EN = {
  incoming: 'Incoming call',
  connected: 'Connected',
  answer: 'Answer',
  decline: 'Decline',
  hangUp: 'End',
  speaker: 'Speaker',
  keypad: 'Keypad',
  key: 'Key',
  youHear: 'You hear',
  recents: 'Recent calls',
  recentsTab: 'Recents',
  messages: 'Messages',
  calls: 'Phone',
  home: 'Home screen',
  notices: 'Notices, newest first',
  missed: 'Missed call',
  declined: 'Declined call',
  busy: 'Call while busy',
  answered: 'Answered call',
  message: 'Message',
  noCalls: 'No calls yet',
  noMessages: 'No messages yet',
  off: 'Switched off',
  forwarded: 'Calls are forwarded',
  engaged: 'In another call',
  pressNine: 'To confirm, press 9.',
  /** @param {string} digits */
  codeIs: (digits) => `Your code is ${digits}.`,
  /** @param {string} number */
  rings: (number) => `The telephone rings. Incoming call from ${number}.`,
};

/** @type {Record<Language, typeof EN>} */
export const TELEPHONE_WORDS = {
  en: EN,
  ru: {
    incoming: 'Входящий вызов',
    connected: 'Разговор',
    answer: 'Ответить',
    decline: 'Отклонить',
    hangUp: 'Завершить',
    speaker: 'Динамик',
    keypad: 'Клавиши',
    key: 'Клавиша',
    youHear: 'Вы слышите',
    recents: 'Недавние вызовы',
    recentsTab: 'Недавние',
    messages: 'Сообщения',
    calls: 'Телефон',
    home: 'Главный экран',
    notices: 'Уведомления, сначала новые',
    missed: 'Пропущенный вызов',
    declined: 'Отклонённый вызов',
    busy: 'Звонили, пока было занято',
    answered: 'Принятый вызов',
    message: 'Сообщение',
    noCalls: 'Вызовов пока нет',
    noMessages: 'Сообщений пока нет',
    off: 'Выключен',
    forwarded: 'Включена переадресация',
    engaged: 'Идёт другой разговор',
    pressNine: 'Чтобы подтвердить, нажмите 9.',
    codeIs: (digits) => `Ваш код: ${digits}.`,
    rings: (number) => `Телефон звонит. Входящий вызов с номера ${number}.`,
  },
  sk: {
    incoming: 'Prichádzajúci hovor',
    connected: 'Hovor',
    answer: 'Prijať',
    decline: 'Odmietnuť',
    hangUp: 'Zložiť',
    speaker: 'Reproduktor',
    keypad: 'Klávesy',
    key: 'Kláves',
    youHear: 'Počujete',
    recents: 'Posledné hovory',
    recentsTab: 'Hovory',
    messages: 'Správy',
    calls: 'Telefón',
    home: 'Domovská obrazovka',
    notices: 'Upozornenia, najnovšie prvé',
    missed: 'Zmeškaný hovor',
    declined: 'Odmietnutý hovor',
    busy: 'Hovor, keď bolo obsadené',
    answered: 'Prijatý hovor',
    message: 'Správa',
    noCalls: 'Zatiaľ žiadne hovory',
    noMessages: 'Zatiaľ žiadne správy',
    off: 'Vypnutý',
    forwarded: 'Hovory sú presmerované',
    engaged: 'Prebieha iný hovor',
    pressNine: 'Na potvrdenie stlačte 9.',
    codeIs: (digits) => `Váš kód je ${digits}.`,
    rings: (number) => `Telefón zvoní. Prichádzajúci hovor z čísla ${number}.`,
  },
};

/** What a voice says in a call, in the person's language. @param {{ text: string, code?: string }} heard @param {Language} language */
export function sentenceOf(heard, language) {
  const words = TELEPHONE_WORDS[language];
  return heard.code === undefined ? words.pressNine : words.codeIs([...heard.code].join(' '));
}

/** @param {string} number as +79157777777 */
export function numberInGroups(number) {
  return number.replace(/^\+7(\d{3})(\d{3})(\d{2})(\d{2})$/, '+7 $1 $2 $3 $4').replace(/^\+421(\d{3})(\d{3})(\d{3})$/, '+421 $1 $2 $3');
}

/** @param {number} at */
export const timeOf = (at) => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
