/** What a person reads: every kind, outcome, problem and reason in plain words. */

/** @typedef {{ title: string, text: string }} Words */

/** What to do while this kind of call is on its way. @type {Record<string, (digits: number, phone: string) => Words>} */
const DOING = {
  flash_call: (digits, phone) => ({
    title: 'We are calling you',
    text: `No need to answer. Look at the number that calls ${phone} and type its last ${inWords(digits)} digits.`,
  }),
  voice_call: (digits, phone) => ({
    title: 'We are calling you',
    text: `Please answer the call to ${phone}: a voice says ${inWords(digits)} digits. Type them here.`,
  }),
  confirmation_call: (_digits, phone) => ({
    title: 'We are calling you',
    text: `Please answer the call to ${phone} and press 9. There is nothing to type.`,
  }),
  sms: (digits, phone) => ({
    title: 'We have sent you a message',
    text: `The SMS to ${phone} holds ${inWords(digits)} digits. Type them here.`,
  }),
};

/** What became of the call, if it changes what the person should do. @type {Record<string, Record<string, Words>>} */
const BECAME = {
  flash_call: {
    answered: {
      title: 'You answered',
      text: 'Fine, that changes nothing. Find the call in your list and type the last digits of its number.',
    },
    no_answer: {
      title: 'You missed the call, and that is fine',
      text: 'Open your list of calls and type the last digits of the number that called.',
    },
    busy: {
      title: 'Your line was busy',
      text: 'If the call is in your list all the same, type the last digits of its number. Or choose another way below.',
    },
    unavailable: {
      title: 'You declined, or we could not get through',
      text: 'If the call is in your list, type the last digits of its number. If not, choose another way below.',
    },
    rejected: { title: 'Your operator did not let the call through', text: 'Please choose another way below.' },
    failed: { title: 'The call did not go out', text: 'That is our fault, not yours. Please choose another way below.' },
  },
  voice_call: {
    answered: { title: 'You answered', text: 'Type the digits that the voice said.' },
    no_answer: { title: 'The call was not answered', text: 'So no code was spoken. Choose below how to go on.' },
    busy: { title: 'Your line was busy', text: 'So no code was spoken. Choose below how to go on.' },
    unavailable: { title: 'We could not get through', text: 'Is the telephone switched on? Choose below how to go on.' },
    rejected: { title: 'Your operator did not let the call through', text: 'Please choose another way below.' },
    failed: { title: 'The call did not go out', text: 'That is our fault, not yours. Please choose another way below.' },
  },
  confirmation_call: {
    answered: { title: 'You answered', text: 'Press 9 on the telephone, if you have not yet.' },
    no_answer: { title: 'The call was not answered', text: 'Choose below how to go on.' },
    busy: { title: 'Your line was busy', text: 'Choose below how to go on.' },
    unavailable: { title: 'We could not get through', text: 'Is the telephone switched on? Choose below how to go on.' },
    rejected: { title: 'Your operator did not let the call through', text: 'Please choose another way below.' },
    failed: { title: 'The call did not go out', text: 'That is our fault, not yours. Please choose another way below.' },
  },
};

const FORWARDED = {
  title: 'This number is forwarded',
  text: 'Somebody else’s telephone may ring, so that call does not count. Please choose another way below.',
};
const GOOD_OUTCOMES = new Set(['pending', 'unknown', 'answered']);

/**
 * What to say about the present attempt.
 *
 * @param {string} method @param {string | undefined} outcome @param {number} digits @param {string} phone
 * @returns {Words & { tone: 'calm' | 'warn', live: boolean }}
 */
export function wordsOfCall(method, outcome, digits, phone) {
  const became = outcome === 'redirected' ? FORWARDED : BECAME[method]?.[outcome ?? ''];
  const doing = DOING[method] ?? DOING['flash_call'];
  const words = became ?? doing?.(digits, phone) ?? FORWARDED;
  const isMissedFlash = method === 'flash_call' && outcome === 'no_answer';
  return {
    ...words,
    tone: outcome === undefined || isMissedFlash || GOOD_OUTCOMES.has(outcome) ? 'calm' : 'warn',
    live: became === undefined,
  };
}

/** @type {Record<string, string>} */
const AGAIN = {
  flash_call: 'Call me again',
  voice_call: 'Call me and say the code',
  confirmation_call: 'Call me, I press 9',
  sms: 'Send me an SMS',
};

/** The label of the button that asks for this kind. @param {string} method @param {string} present */
export function labelOfMethod(method, present) {
  if (method === 'voice_call' && present === 'voice_call') return 'Call me again and say the code';
  if (method === 'flash_call' && present !== 'flash_call') return 'Call me, I read the number';
  return AGAIN[method] ?? method;
}

/** @type {Record<string, string>} */
const REASONS = {
  expired: 'The time for this sign-in has run out.',
  too_many_checks: 'That was one wrong code too many, so this sign-in is closed to keep the number safe.',
  superseded: 'A newer sign-in of this number has taken the place of this one.',
  verified: 'This sign-in was used already, perhaps in another tab.',
  canceled: 'You canceled. No code of this sign-in is good any more.',
};

/** Why a verification has ended. @param {string | undefined} reason */
export const wordsOfReason = (reason) => REASONS[reason ?? ''] ?? 'This sign-in has ended.';

/** @type {Record<string, string>} */
const PROBLEMS = {
  phone_not_supported: 'We cannot call this number. Please give a mobile number of Russia (+7) or Slovakia (+421), with its country code.',
  invalid_request: 'That does not look right. Please have another look at what you typed.',
  call_failed: 'No call got through so far, so there is no code to type. Choose below how to go on.',
  no_method_left: 'We have tried everything we can for this sign-in. Please begin anew in a while.',
  method_not_available: 'That way is not possible just now. Please choose another one.',
  verification_not_found: 'This sign-in is not known any more. Please begin anew.',
  temporarily_unavailable: 'We cannot call anybody at the moment. Please try again soon.',
  not_reached: 'The shop could not be reached. Are you online?',
  token_invalid: 'The sign-in has run out. Please sign in again.',
};

/** A problem document in words. @param {Record<string, any>} problem @param {number} [retryAfterSeconds] */
export function wordsOfProblem(problem, retryAfterSeconds) {
  const code = String(problem['code'] ?? '');
  if (code === 'code_incorrect') return `That is not the code. ${wordsOfChecks(Number(problem['checksLeft']))}`;
  if (code === 'verification_closed') return wordsOfReason(problem['reason']);
  if (code === 'too_many_requests')
    return retryAfterSeconds === undefined
      ? 'That was too often. Please wait a little.'
      : `That was too often. Please try again in ${wordsOfTime(retryAfterSeconds)}.`;
  return PROBLEMS[code] ?? 'Something went wrong. Please try again.';
}

/** @param {number} checks */
export const wordsOfChecks = (checks) => (checks === 1 ? 'You have one try left.' : `You have ${inWords(checks)} tries left.`);

const NUMBERS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight'];
/** @param {number} count */
const inWords = (count) => NUMBERS[count] ?? String(count);

/** A span of time as a person says it. @param {number} seconds */
export function wordsOfTime(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} second${Math.round(seconds) === 1 ? '' : 's'}`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} minutes`;
  return `${Math.round(seconds / 3600)} hours`;
}
