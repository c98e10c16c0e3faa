/** What the sign-in gave: the token's claims, and the account that it opens. */
import { byId, el } from './dom.js';
import { decodeToken, explainClaim } from './token.js';

export function createResult() {
  const place = byId('result');
  return {
    clear: () => place.replaceChildren(),
    /** @param {string} token */
    show: (token) => {
      const answer = el('pre', { id: 'account-answer', hidden: true });
      const button = el(
        'button',
        {
          type: 'button',
          id: 'open-account',
          onclick: async () => {
            const response = await fetch('/account', { headers: { Authorization: `Bearer ${token}` } });
            answer.hidden = false;
            answer.textContent = `${response.status} ${JSON.stringify(await response.json())}`;
          },
        },
        'Open my account',
      );
      place.replaceChildren(
        el(
          'section',
          { class: 'result', 'aria-labelledby': 'result-title' },
          el('div', { class: 'result-head' }, el('h2', { id: 'result-title' }, 'The token, decoded'), button),
          el('div', { class: 'account', role: 'status' }, answer),
          el('dl', { class: 'claims', id: 'claims' }, ...Object.entries(decodeToken(token)).map(claimRow)),
        ),
      );
    },
  };
}

/** @param {[string, unknown]} claim */
function claimRow([name, value]) {
  const explained = explainClaim(name, value);
  return el(
    'div',
    { 'data-key': name },
    el('dt', {}, name),
    el('dd', {}, typeof value === 'string' ? value : JSON.stringify(value), explained && ' ', explained && el('small', {}, explained)),
  );
}
