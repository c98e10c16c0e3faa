/** Reads language tags as pages and systems write them: `ru`, `ru-RU`, `ru_RU`, `sk_SK.UTF-8`, `en-US@posix`, `C`. */

/** `undefined` if the tag names no language. What follows `.` or `@` in a system's name is its encoding or variant. */
export function readLocale(tag: string | null | undefined): Intl.Locale | undefined {
  try {
    return new Intl.Locale(
      (tag ?? '')
        .trim()
        .replace(/[.@].*/s, '')
        .replaceAll('_', '-'),
    );
  } catch {
    return undefined;
  }
}

/** Where a language is at home: its region, else that in which most people speak it. English alone says nothing: the whole world writes it. */
function homeOf(locale: Intl.Locale | undefined): string | undefined {
  return locale?.language === 'en' ? locale.region : locale?.maximize().region;
}

/**
 * Countries that a person's number may be of, most likely first: the page's region; the browser's, if it speaks the page's language and the
 * server has no wish; where the page's language is at home; the server's wish; the browser's home.
 */
export function likelyCountries(
  page: Intl.Locale | undefined,
  browser: Intl.Locale | undefined,
  byDefault: string | undefined,
): readonly (string | undefined)[] {
  const near = byDefault === undefined && browser?.language === page?.language ? browser?.region : undefined;
  return [page?.region, near, homeOf(page), byDefault, homeOf(browser)];
}
