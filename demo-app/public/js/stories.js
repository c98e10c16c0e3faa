/** The stories that play by themselves: their list on the page, and the one that the address asks for. */
import { byId, el } from './dom.js';
import { createStage } from './story-stage.js';
import { TROUBLES } from './story-troubles.js';
import { WAYS } from './story-ways.js';

/** @import { Stage, StageParts } from './story-stage.js' */

/**
 * @typedef {object} Story
 * @property {string} id as `?scenario=` names it
 * @property {string} title
 * @property {(stage: Stage) => Promise<void>} play
 */

/** @type {Story[]} */
export const STORIES = [...WAYS, ...TROUBLES];

/** @param {string} search of the address */
export function storyOf(search) {
  const id = new URLSearchParams(search).get('scenario');
  return STORIES.find((story) => story.id === id);
}

/** @param {Story} story */
const addressOf = ({ id }) => `/?scenario=${id}`;

/** @param {Story | undefined} playing */
export function listStories(playing) {
  const items = STORIES.map((story) =>
    el('li', {}, el('a', { href: addressOf(story), 'aria-current': story === playing && 'true' }, story.title)),
  );
  byId('stories').append(el('ul', { class: 'story-list' }, ...items));
}

/**
 * Plays it to its end. `data-story` of the document tells how it stands: `playing`, `ended`, `failed`.
 *
 * @param {Story} story @param {StageParts} parts
 */
export async function playStory(story, parts) {
  const root = document.documentElement;
  const pace = Number(new URLSearchParams(location.search).get('pace') ?? 1);
  const line = el('p', { class: 'line', role: 'status' });
  const actions = el('p', { class: 'actions' }, el('a', { href: '/' }, 'Stop'));
  byId('subtitle').append(el('p', { class: 'title' }, story.title), line, actions);
  byId('subtitle').hidden = false;
  root.dataset['story'] = 'playing';
  const stage = createStage(parts, line, Number.isFinite(pace) && pace >= 0 ? pace : 1);
  try {
    await stage.begin();
    await story.play(stage);
    root.dataset['story'] = 'ended';
  } catch (error) {
    console.error(error);
    line.textContent = 'This story got stuck. Please play it again.';
    root.dataset['story'] = 'failed';
  }
  await stage.leave();
  const next = STORIES[(STORIES.indexOf(story) + 1) % STORIES.length] ?? story;
  actions.replaceChildren(
    el('a', { href: addressOf(story) }, 'Again'),
    el('a', { href: addressOf(next), 'aria-label': `Next story: ${next.title}` }, 'Next'),
    el('a', { href: '/' }, 'Close'),
  );
}
