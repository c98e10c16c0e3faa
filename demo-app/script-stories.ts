/** One story for each of the seven methods of the providers, and one for a sender of the shop's own: what the person sees, hears or presses, and signs in with. */
import { type Stage, StoryFailed } from './script-stage.js';

export interface Story {
  readonly method: string;
  readonly does: string;
  tell(stage: Stage): Promise<void>;
}

const CODE_LENGTH = 4;
/** Of a message that a sender of the shop's own sends. */
const OWN_CODE_LENGTH = 6;

/** The code is the end of the calling number: a glance at the telephone is enough. */
async function readCaller(stage: Stage): Promise<void> {
  await stage.start();
  const code = (await stage.ring()).slice(-CODE_LENGTH);
  await stage.actAndAwaitReport('declined: the number was seen', () => stage.telephone.decline());
  await stage.checkWrong(code);
  await stage.signIn(code);
}

/** The same, by a call that the provider never reports on. */
async function readOwnNumber(stage: Stage): Promise<void> {
  await stage.start();
  const code = (await stage.ring()).slice(-CODE_LENGTH);
  stage.telephone.decline();
  stage.say('telephone', 'provider', 'declined: no report comes of these calls');
  await stage.checkWrong(code);
  await stage.signIn(code);
}

/** The code is spoken to whoever answers. */
async function listen(stage: Stage): Promise<void> {
  await stage.start();
  await stage.ring();
  let code = '';
  await stage.actAndAwaitReport('answered, listened, hung up', () => {
    stage.telephone.answer();
    code = stage.telephone.heard ?? '';
    stage.say('provider', 'telephone', `says “${[...code].join(' ')}”`);
    stage.telephone.hangUp();
  });
  await stage.checkWrong(code);
  await stage.signIn(code);
}

/** No code: the person presses a key, and only the provider's report of it counts. */
async function press9(stage: Stage): Promise<void> {
  await stage.start();
  await stage.ring();
  await stage.checkAwaiting();
  await stage.actAndAwaitReport('answered, pressed 9', () => {
    stage.telephone.answer();
    stage.say('provider', 'telephone', `says “${stage.telephone.heard ?? ''}”`);
    stage.telephone.press('9');
  });
  await stage.signIn();
}

/** A call that was not answered, then the same code in a message. */
async function readMessage(stage: Stage): Promise<void> {
  await stage.start();
  await stage.ring();
  await stage.actAndAwaitReport('declined: no code was heard', () => stage.telephone.decline());
  await stage.again('sms');
  const text = stage.telephone.messages.at(-1);
  if (text === undefined) throw new StoryFailed('a message should have come');
  stage.say('provider', 'telephone', `SMS “${text}”`);
  const code = /\d{4,}/.exec(text)?.[0] ?? '';
  await stage.checkWrong(code);
  await stage.signIn(code);
}

/** No call gets through, so a message goes out by a company of the shop's own. It waits until the telephone is on again. */
async function readOwnMessage(stage: Stage): Promise<void> {
  await stage.startInVain('off');
  await stage.again('sms');
  stage.telephone.mood = 'rings';
  stage.say('telephone', 'company', 'on again');
  const text = stage.telephone.messages.at(-1);
  if (text === undefined) throw new StoryFailed('a message should have come');
  stage.say('company', 'telephone', `SMS “${text.replaceAll('\n', ' / ')}”`);
  const code = /\d{4,}/.exec(text)?.[0] ?? '';
  if (code.length !== OWN_CODE_LENGTH) throw new StoryFailed(`the code should have ${OWN_CODE_LENGTH} digits`);
  await stage.checkWrong(code);
  await stage.signIn(code);
}

export const STORIES: readonly Story[] = [
  { method: 'mcn.flashCall', does: 'the end of the calling number is the code', tell: readCaller },
  { method: 'mcn.ownNumberCall', does: 'one of the shop’s own numbers calls', tell: readOwnNumber },
  { method: 'mcn.passwordCall', does: 'a voice says the code', tell: listen },
  { method: 'mcn.confirmationCall', does: 'press 9, nothing to type', tell: press9 },
  { method: 'mobilGroup.flashCall', does: 'the end of the calling number is the code', tell: readCaller },
  { method: 'mobilGroup.voiceCall', does: 'a voice says the code', tell: listen },
  { method: 'mobilGroup.sms', does: 'the code of an unanswered call, as a message', tell: readMessage },
  { method: 'createSender', does: 'a telephone is off: six digits by the shop’s own SMS company', tell: readOwnMessage },
];
