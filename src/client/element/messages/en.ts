/** The texts of the element in English: the list of all messages, and the fallback for messages that another language lacks. */
export const en = {
  'phone.label': 'Your phone number',
  'phone.country': 'Country',
  'phone.hint': 'We will check that this number is yours.',
  'phone.hint.any': 'Start with + and the country code. We will check that the number is yours.',
  'phone.submit': 'Call me',
  'phone.missing': 'Please enter your phone number.',
  busy: 'One moment …',

  // They stand in the sentences below, as {digits}, {last} and {message}, always as the object of a verb. A further kind of message has
  // general words, or those that the host defines: `message.viber`.
  digits: { one: '{count} digit', other: '{count} digits' },
  last: { one: 'last {count} digit', other: 'last {count} digits' },
  message: 'a message',
  'message.sms': 'an SMS',
  'message.whatsapp': 'a WhatsApp message',
  'message.telegram': 'a Telegram message',

  // By kind of call and its outcome; `message` is for all messages, `call` for what has no text of its own.
  'call.pending.title': 'We are calling you',
  'flash_call.pending.text': 'No need to answer. Type the {last} of the number that calls you.',
  'flash_call.answered.title': 'You answered, and that is fine',
  'flash_call.answered.text': 'Open your list of calls and type the {last} of the number that called.',
  'flash_call.no_answer.title': 'You have a missed call',
  'flash_call.no_answer.text': 'That is all we need. Type the {last} of the number that called.',
  'flash_call.unavailable.title': 'Did you see our call?',
  'flash_call.unavailable.text':
    'If it is in your list of calls, missed or declined, type the {last} of its number. If not, check that your phone is on and has a signal, then try again below.',
  'flash_call.busy.text':
    'If our call is in your list of calls, type the {last} of its number. If not, finish the other call, then try again below.',
  'voice_call.pending.text': 'Please answer. A voice will say {digits}: type them here.',
  'voice_call.answered.text': 'Type the {digits} that the voice says.',
  'confirmation_call.pending.text': 'Answer the call and press 9 on your phone. There is nothing to type here.',
  'confirmation_call.answered.text': 'Press 9 on your phone, if you have not done so yet.',
  'message.pending.title': 'We have sent you {message}',
  'message.pending.text': 'Type the code of {digits} from it here.',
  'message.failed.title': 'The message did not arrive',
  'call.answered.title': 'You answered',
  'call.no_answer.title': 'The call was not answered',
  'call.no_answer.text': 'No harm done. Try again below and answer the call.',
  'call.busy.title': 'Your line was busy',
  'call.busy.text': 'Finish the other call, then try again below.',
  'call.unavailable.title': 'We could not reach your phone',
  'call.unavailable.text': 'Check that it is on and has a signal, then try again below.',
  'call.failed.title': 'The call did not get through',
  'call.failed.text': 'That is not your fault. Please try another way below.',
  'call.redirected.title': 'This number is forwarded',
  'call.redirected.text':
    'Another phone might ring, so for your safety this call does not count. Turn forwarding off, or try another way below.',
  // After a further call whose code is not that of the one before.
  'code.other': 'The code is a new one: the newest call or message counts.',
  // If it has another length, both count.
  'code.earlier': 'You can also type the {digits} from before.',
  'awaiting.title': 'The code is right',
  'awaiting.text': 'We are waiting for the phone network to confirm the call. This takes a few seconds.',

  'code.label': 'Code',
  'code.label.flash_call': 'Last digits of the calling number',
  'code.submit': 'Confirm',
  'code.incomplete': 'Please type {digits}.',
  'code.pressed': 'I have pressed 9',
  'code.not_confirmed': 'Nothing has reached us yet. It can take a few seconds after you press 9.',
  'checks.left': { one: 'You have {count} try left.', other: 'You have {count} tries left.' },
  'warning.code': 'Nobody from support will ever ask you for this code. Do not tell it to anyone.',
  'warning.confirm': 'Press 9 only if you asked for this call yourself. Nobody from support will ever ask you to.',

  'ways.title': 'Didn’t work?',
  'ways.ready': 'You can try again now.',
  'ways.none': 'We have tried all we can for now. Please start over a little later.',
  // {when}: "in 27 seconds".
  'ways.wait': 'Try again {when}',
  'ways.flash_call': 'Call me, I read the number',
  'ways.flash_call.again': 'Call me again',
  'ways.voice_call': 'Call me and say the code',
  'ways.confirmation_call': 'Call me, I press 9',
  'ways.message': 'Send {message}',
  'ways.message.again': 'Send {message} again',
  'other.number': 'Use another number',
  restart: 'Start over',

  'verified.title': 'Your number is confirmed',
  'verified.needed': 'Please confirm your phone number first.',
  'ended.expired.title': 'The time is up',
  'ended.expired.text': 'The code is no longer valid. Start over and you will get a new one.',
  'ended.too_many_checks.title': 'Too many wrong codes',
  'ended.too_many_checks.text': 'To keep your number safe, the code no longer works. You can start over.',
  'ended.superseded.title': 'Continued elsewhere',
  'ended.superseded.text': 'A newer confirmation of this number has begun, perhaps in another tab. Go on there, or start over here.',
  'ended.verified.title': 'Already confirmed',
  'ended.verified.text': 'This number was confirmed a moment ago, perhaps in another tab. Go on there, or start over here.',
  'ended.canceled.title': 'Canceled',
  'ended.lost.title': 'Please start over',
  'ended.lost.text': 'This confirmation is no longer valid.',

  'problem.code_incorrect': 'That is not the right code.',
  'problem.invalid_request': 'Something does not look right. Please check what you typed.',
  'problem.phone_not_supported': 'We cannot confirm this number. Check it for mistakes, or use another one.',
  // They follow the sentence above.
  'countries.named': {
    one: 'We only confirm numbers of this country: {countries}.',
    other: 'We only confirm numbers of these countries: {countries}.',
  },
  'countries.listed': 'We only confirm numbers of the countries in the list.',
  'problem.call_failed': 'Nothing has reached you, so there is no code to check yet. Try again below.',
  'problem.method_not_available': 'This way is not possible right now. Please choose another one.',
  'problem.too_many_requests': 'That was too many tries for now.',
  'problem.temporarily_unavailable': 'This does not work at the moment. Sorry about that.',
  'problem.challenge_required': 'This is not possible right now. Please try again later.',
  'problem.offline': 'The server cannot be reached. Check your connection and try again.',
  'problem.unexpected': 'Something went wrong on our side. Please try again.',
} as const satisfies Record<string, Message>;

/** Forms of a sentence by the plural categories of the language (`Intl.PluralRules`); `{count}` is the number. */
export type PluralForms = { readonly other: string } & { readonly [category in Intl.LDMLPluralRule]?: string };

/** A sentence with `{placeholders}`. */
export type Message = string | PluralForms;

/** The name of a message. */
export type MessageKey = keyof typeof en;

/** A language's texts; absent ones are English. A message of a further kind can be named: `'message.viber': 'a Viber message'`. */
export type Messages = { readonly [key in MessageKey | `message.${string}`]?: Message };

/** A language with all texts. */
export type CompleteMessages = { readonly [key in MessageKey]: Message };
