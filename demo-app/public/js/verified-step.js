/** Step three: signed in; the token's claims, and a request that only it opens. */
import { send } from './api.js';
import { el, setAttribute } from './dom.js';
import { decodeToken, explainClaim } from './token.js';

/** @param {{ reset: () => void }} actions */
export function createVerifiedStep({ reset }) {
  const title = el('h2', { tabindex: '-1' }, 'You are signed in');
  const about = el('p', { class: 'hint' });
  const claims = el('dl', { class: 'claims', id: 'claims' });
  const raw = el('pre', { tabindex: '0', 'aria-label': 'The token as it came' });
  const accountAnswer = el('pre', { id: 'account-answer', tabindex: '0', 'aria-label': 'Answer of GET /account', hidden: true });
  let token = '';
  const button = el(
    'button',
    {
      type: 'button',
      onclick: async () => {
        setAttribute(button, 'aria-busy', 'true');
        const answer = await send('GET', '/account', { headers: { Authorization: `Bearer ${token}` } });
        setAttribute(button, 'aria-busy', undefined);
        accountAnswer.hidden = false;
        accountAnswer.textContent = `${answer.status}\n${JSON.stringify(answer.body, null, 2)}`;
      },
    },
    'Open my account',
  );

  const element = el(
    'div',
    { class: 'stack' },
    el('div', { class: 'welcome' }, title, about),
    claims,
    el('details', { class: 'raw-token' }, el('summary', {}, 'The token as it came'), raw),
    el(
      'div',
      { class: 'account' },
      el('h3', {}, 'What it opens'),
      el('p', { class: 'hint' }, el('code', {}, 'GET /account'), ' is guarded by ', el('code', {}, 'requireVerifiedPhone(calls)'), '.'),
      el('div', {}, button),
      el('div', { role: 'status' }, accountAnswer),
    ),
    el('div', {}, el('button', { type: 'button', class: 'quiet', onclick: reset }, 'Sign out')),
  );

  return {
    element,
    focus: () => title.focus(),
    /** @param {import('./verification.js').State} state */
    update: (state) => {
      if (state.token === undefined || state.token === token) return;
      token = state.token;
      raw.textContent = token;
      about.textContent = `The shop’s server issued this token for your number. It is good for ${Math.round((state.expiresIn ?? 0) / 60)} minutes.`;
      claims.replaceChildren(
        ...Object.entries(decodeToken(token)).map(([name, value]) => {
          const explained = explainClaim(name, value);
          return el(
            'div',
            { 'data-key': name },
            el('dt', {}, name),
            el(
              'dd',
              {},
              typeof value === 'string' ? value : JSON.stringify(value),
              explained && ' ',
              explained && el('small', {}, explained),
            ),
          );
        }),
      );
    },
  };
}
