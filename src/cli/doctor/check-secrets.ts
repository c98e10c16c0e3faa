/** Whether the secrets were drawn at random. Short ones are refused by the package itself. */
import { type Check, findingsOf } from './finding.js';

const { ok, warning, problem } = findingsOf('secret');

const DRAW = 'Draw one: openssl rand -base64 32. docs/stores.md says how to change it step by step.';

/** What people write where a secret should come. */
const WRITTEN =
  /change[-_ ]?(?:me|this|it)|secret|password|example|default|replace|insert|your[-_ ]|keyboard|qwerty|testing|development|production|verification|0123456789|1234567890|abcdefgh/i;

/** 16 random bytes, in any encoding, show more. */
const FEWEST_BITS = 100;

export const checkSecrets: Check = {
  check: 'secret',
  withinMs: 1000,
  run({ options, isProduction }) {
    const secrets = [options.secret, options.pseudonymKey].flat().filter((each) => typeof each === 'string' || each instanceof Uint8Array);
    if (secrets.length === 0) return [];
    const worse = isProduction ? problem : warning;
    const trouble = secrets.map(troubleOf).find((each) => each !== undefined);
    return [trouble === undefined ? ok('The secret looks random.') : worse(trouble, DRAW)];
  },
};

/** Nothing of the secret is in the sentence. */
function troubleOf(secret: string | Uint8Array): string | undefined {
  const text = typeof secret === 'string' ? secret : Buffer.from(secret).toString('latin1');
  if (/^(.{1,40}?)\1+$/s.test(text)) return 'The secret is one text again and again.';
  if (typeof secret === 'string' && WRITTEN.test(text)) return 'The secret has a word in it that somebody wrote, so it can be guessed.';
  // Random texts hold spaces only if they are bytes.
  if (typeof secret === 'string' && /[a-z]{2} [a-z]{2}/i.test(text)) return 'The secret is a sentence, so it can be guessed.';
  return bitsOf(text) < FEWEST_BITS ? 'The secret has few different characters, so it can be guessed.' : undefined;
}

/** Shannon's entropy of its characters: an upper bound for what somebody has typed. */
function bitsOf(text: string): number {
  const counts = new Map<string, number>();
  for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
  const perCharacter = [...counts.values()].reduce((sum, count) => sum - (count / text.length) * Math.log2(count / text.length), 0);
  return perCharacter * text.length;
}
