/** Stories of the ways in: a number that is read, a code that is heard, a key that is pressed, a message of either kind. */

/** @import { Story } from './stories.js' */

/** @type {Story[]} */
export const WAYS = [
  {
    id: 'flash-call',
    title: 'Read the number',
    async play(stage) {
      await stage.say('A number is typed, and the shop asks its provider for a call.');
      await stage.askForCall();
      await stage.rings();
      await stage.say('No need to answer: the last four digits of the calling number are the code.');
      await stage.decline();
      await stage.typeShownCode();
      await stage.verified();
      await stage.say('Your server checked the code and issued a token for the number. Its claims are shown here, its journey below.');
    },
  },
  {
    id: 'voice-call',
    title: 'Hear the code',
    async play(stage) {
      await stage.askForCall();
      await stage.rings();
      await stage.say('This person would rather hear the code.');
      await stage.decline();
      await stage.askFor('voice_call');
      await stage.rings();
      await stage.say('The same sign-in, another call. A voice says the digits.');
      await stage.answer();
      await stage.typeHeardCode();
      await stage.verified();
      await stage.say('The token says how it was proven: by a telephone call, with a code that was told.');
    },
  },
  {
    id: 'press-9',
    title: 'Press 9',
    async play(stage) {
      await stage.askForCall();
      await stage.rings();
      await stage.decline();
      await stage.say('No digits at all: one call, one key.');
      await stage.askFor('confirmation_call');
      await stage.rings();
      await stage.answer();
      await stage.say('The page waits. What counts is the provider’s report of the key, not what the browser says.');
      await stage.pressNine();
      await stage.verified();
      await stage.say('The callback arrived, and the page went on by itself.');
    },
  },
  {
    id: 'own-sms',
    title: 'Six digits by SMS',
    async play(stage) {
      await stage.set('mood', 'off');
      await stage.say('The battery is empty.');
      await stage.askForCall();
      await stage.row('status unavailable');
      await stage.say('No call gets through, and the page offers what is left. A message can wait until the telephone is on again.');
      await stage.askFor('sms');
      await stage.row('SMS “');
      await stage.set('mood', 'rings');
      await stage.message();
      await stage.openMessages();
      await stage.say('It comes from an SMS company of the shop’s own: one function among the methods. Its code has six digits.');
      await stage.typeMessagedCode();
      await stage.verified();
      await stage.say('One verification, a call and a message, one token. It says that a message was used.');
    },
  },
  {
    id: 'sms',
    title: 'A message that repeats the code',
    async play(stage) {
      await stage.set('mood', 'does_not_answer');
      await stage.set('outage', 'sms');
      await stage.say('The telephone lies in the other room, and the shop’s own SMS company is down.');
      await stage.askForCall();
      await stage.callIs('no_answer');
      await stage.say('A missed call is enough, its number is in the list. This person wants a message all the same.');
      await stage.askFor('sms');
      await stage.message();
      await stage.openMessages();
      await stage.say('MobilGroup sent it in the company’s place. It repeats the code of the call before.');
      await stage.typeMessagedCode();
      await stage.verified();
      await stage.say('The token says that a message was used: your server may think less of that.');
    },
  },
];
