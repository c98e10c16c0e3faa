/** Says aloud what a call says, where the browser can and the speaker is on. */

let spoken = '';

/** Says each call's words once. @param {string} callId @param {string} text @param {string} language @param {boolean} isRepeated */
export function speak(callId, text, language, isRepeated) {
  if (spoken === callId || typeof speechSynthesis === 'undefined') return;
  spoken = callId;
  for (const each of isRepeated ? [text, text] : [text]) {
    const utterance = new SpeechSynthesisUtterance(each);
    utterance.lang = language;
    utterance.rate = 0.85;
    speechSynthesis.speak(utterance);
  }
}

export function beSilent() {
  spoken = '';
  if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
}
