/** What an SMS with a code says in each language. */

/** The words before the last line. */
export interface SmsLanguage {
  /** Its primary subtag in BCP 47. */
  readonly tag: string;
  /** In English, for whoever reads an error. */
  readonly name: string;
  /** What stands between the word for the code and the brand. */
  readonly before: string;
  /**
   * The first one that fits is taken. All begin with the code, so that the preview on a locked screen shows it. @param of the brand with
   * what stands before it, and the full stop
   */
  readonly wordings: readonly ((code: string, of: string) => string)[];
}

const ENGLISH: SmsLanguage = {
  tag: 'en',
  name: 'English',
  before: ' for ',
  wordings: [
    // 160 characters, unless the brand has others than those of the GSM alphabet.
    (code, of) => `${code} is your code${of} Never tell it to anyone.`,
    (code, of) => `${code}: code${of} Tell nobody.`,
  ],
};

const RUSSIAN: SmsLanguage = {
  tag: 'ru',
  name: 'Russian',
  before: ' ',
  wordings: [
    // 70 characters, so a long host name needs the shorter words.
    (code, of) => `${code} — ваш код${of} Никому его не сообщайте.`,
    (code, of) => `${code} — код${of} Никому не сообщайте.`,
  ],
};

const SLOVAK: SmsLanguage = {
  tag: 'sk',
  name: 'Slovak',
  before: ' pre ',
  wordings: [
    // 70 characters, because the GSM alphabet lacks "á" and "ó".
    (code, of) => `${code} je váš kód${of} Nikomu ho nehovorte.`,
    // As Slovak banks write: 160 without accents.
    (code, of) => `${code} je vas kod${of} Nikomu ho nehovorte.`,
    (code, of) => `${code}: kód${of} Nikomu nehovorte.`,
  ],
};

export const SMS_LANGUAGES: readonly SmsLanguage[] = [ENGLISH, RUSSIAN, SLOVAK];

/** BCP 47: the language is the first subtag. Some systems write `ru_RU`. */
export function languageOf(tag: string | undefined): SmsLanguage {
  const primary = tag?.split(/[-_]/)[0]?.toLowerCase();
  return SMS_LANGUAGES.find((language) => language.tag === primary) ?? ENGLISH;
}
