/** Stories of what goes wrong: at the person's side, at the telephone, in the network, at the provider. */

/** @import { Story } from './stories.js' */

/** @type {Story[]} */
export const TROUBLES = [
  {
    id: 'wrong-codes',
    title: 'Three wrong codes',
    async play(stage) {
      await stage.askForCall();
      await stage.rings();
      await stage.decline();
      await stage.say('Somebody guesses. A verification takes three tries and no more.');
      await stage.typeWrongCode(1);
      await stage.row('code incorrect');
      await stage.typeWrongCode(2);
      await stage.row('code incorrect', 2);
      await stage.say('Tries are counted for the number, over days, whatever address they come from.');
      await stage.typeWrongCode(3);
      await stage.signInIs('ended');
      await stage.say('Closed. Not even the right code opens it now.');
    },
  },
  {
    id: 'busy',
    title: 'Busy, then again',
    async play(stage) {
      await stage.set('mood', 'busy');
      await stage.askForCall();
      await stage.row('status busy');
      await stage.say('The line is busy. The provider reports it, and the page says so at once.');
      await stage.set('mood', 'rings');
      await stage.askFor('flash_call');
      await stage.rings();
      await stage.say('The other call is over, and the second try rings.');
      await stage.decline();
      await stage.typeShownCode();
      await stage.verified();
      await stage.say('One verification, two calls, one token.');
    },
  },
  {
    id: 'off',
    title: 'Telephone switched off',
    async play(stage) {
      await stage.set('mood', 'off');
      await stage.askForCall();
      await stage.row('status unavailable');
      await stage.say('Nothing can ring. No code was shown, so none is asked for, and no try is lost.');
      await stage.set('mood', 'rings');
      await stage.say('It is switched on again.');
      await stage.askFor('voice_call');
      await stage.rings();
      await stage.answer();
      await stage.typeHeardCode();
      await stage.verified();
      await stage.say('The next call gets through.');
    },
  },
  {
    id: 'forwarded',
    title: 'A forwarded number',
    async play(stage) {
      await stage.set('mood', 'forwarded');
      await stage.askForCall();
      await stage.row('status answered');
      await stage.say('Another telephone took the silent call. This one showed nothing.');
      await stage.askFor('voice_call');
      await stage.row('call failed');
      await stage.say('MCN says that the number is forwarded. That call is dead, and its code is burnt: somebody else may have heard it.');
      await stage.set('mood', 'rings');
      await stage.askFor('flash_call');
      await stage.rings();
      await stage.decline();
      await stage.typeShownCode();
      await stage.verified();
      await stage.say('Forwarding is off, and a fresh code proves the right telephone.');
    },
  },
  {
    id: 'callback-late',
    title: 'The callback is late',
    async play(stage) {
      await stage.askForCall();
      await stage.rings();
      await stage.decline();
      await stage.set('reports', 'late');
      await stage.askFor('confirmation_call');
      await stage.rings();
      await stage.answer();
      await stage.pressNine();
      await stage.say('9 is pressed, but the report is on its way. The page waits: only the report counts.');
      await stage.verified();
      await stage.say('There it is. Nothing was lost, nobody had to press again.');
    },
  },
  {
    id: 'callback-twice',
    title: 'The callback comes twice',
    async play(stage) {
      await stage.set('reports', 'twice');
      await stage.askForCall();
      await stage.rings();
      await stage.decline();
      await stage.row('callback', 2);
      await stage.say('Two reports of one call: both are answered 204, the second changes nothing.');
      await stage.typeShownCode();
      await stage.verified();
      await stage.say('Once, twice or a hundred times: one token.');
    },
  },
  {
    id: 'callback-never',
    title: 'No callback at all',
    async play(stage) {
      await stage.set('reports', 'never');
      await stage.askForCall();
      await stage.rings();
      await stage.decline();
      await stage.say('The provider forgets to report. The code was on the telephone all the same.');
      await stage.typeShownCode();
      await stage.verified();
      await stage.say('A code proves the number without any report. Your server would say that callbacks are missing.');
    },
  },
  {
    id: 'provider-down',
    title: 'A provider is down',
    async play(stage) {
      await stage.set('outage', 'mobilgroup');
      await stage.say('The first provider cannot be reached. Nobody has noticed yet.');
      await stage.askForCall();
      await stage.rings();
      await stage.say('Refused before anything rang, so the second provider was asked in the same request.');
      await stage.decline();
      await stage.typeShownCode();
      await stage.verified();
      await stage.say('One call, one code. The browser never knew.');
    },
  },
  {
    id: 'expiry',
    title: 'Time runs out',
    async play(stage) {
      await stage.askForCall();
      await stage.rings();
      await stage.decline();
      await stage.say('The kettle boils, the tea is poured. Eleven minutes pass, by the shop’s clock.');
      await stage.timePasses();
      await stage.signInIs('ended');
      await stage.say('A code is good for five minutes, however right it is.');
      await stage.startOver();
      await stage.say('The person can begin anew at any time.');
    },
  },
];
