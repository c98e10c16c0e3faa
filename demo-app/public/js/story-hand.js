/** The hand that presses buttons and types in a story, so that one sees what is done. */
import { byId } from './dom.js';

/** @param {(ms: number) => Promise<void>} pause */
export function createHand(pause) {
  const hand = byId('hand');
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;

  /** @param {Element} target */
  async function moveTo(target) {
    const before = target.getBoundingClientRect();
    if (before.top < 70 || before.bottom > innerHeight - 150) {
      target.scrollIntoView({ block: 'center', behavior: isCalm ? 'instant' : 'smooth' });
      await pause(700);
    }
    const { left, top, width, height } = target.getBoundingClientRect();
    hand.hidden = false;
    hand.style.translate = `${left + Math.min(width / 2, 160)}px ${top + height / 2}px`;
    await pause(700);
  }

  return {
    /** @param {() => HTMLElement | undefined} find asked again at the last moment: screens are drawn anew @returns {Promise<boolean>} whether it was there */
    async press(find) {
      const target = find();
      if (target === undefined) return false;
      await moveTo(target);
      hand.dataset['pressing'] = '';
      await pause(160);
      const present = find();
      present?.click();
      await pause(200);
      delete hand.dataset['pressing'];
      return present !== undefined;
    },
    /**
     * @param {HTMLInputElement} field @param {string} text @param {{ isWhole?: boolean }} [options] `isWhole`: the field shows what is typed, and no more
     * @returns {Promise<boolean>} false if the field was emptied meanwhile, as a new call does
     */
    async type(field, text, { isWhole = false } = {}) {
      await moveTo(field);
      field.focus({ preventScroll: true });
      field.value = '';
      for (const [index, letter] of [...text].entries()) {
        if (isWhole && field.value.length !== index) return false;
        field.value += letter;
        field.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true, data: letter, inputType: 'insertText' }));
        await pause(75);
      }
      return true;
    },
    leave() {
      hand.hidden = true;
    },
  };
}
