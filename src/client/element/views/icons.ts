/** The icons, drawn on a 24 by 24 grid; all are decoration beside words. */
import { html, type TemplateResult } from 'lit/html.js';

const PATHS = {
  call: 'M8.5 3.5 10.5 8l-2 2a11 11 0 0 0 5.5 5.5l2-2 4.5 2V19a2 2 0 0 1-2 2A16 16 0 0 1 3 5.5a2 2 0 0 1 2-2z',
  voice: 'M11 4.5 6.5 8.5H3v7h3.5l4.5 4zM14.5 8.2a5 5 0 0 1 0 7.6M17.3 5.3a9 9 0 0 1 0 13.4',
  message: 'M4 5h16v11H9.5L5.5 19.5V16H4z',
  check: 'm5 12.5 4.7 4.7L19 7.5',
  shield: 'M12 3 5 5.8V11c0 4.4 2.9 8.2 7 9.7 4.1-1.5 7-5.3 7-9.7V5.8z',
  pause: 'M12 7v6m0 3.5v.5',
  down: 'm7 10 5 5 5-5',
  alert: 'M12 8v4.5m0 3v.5M12 3.5l9 16H3z',
} as const;

export type IconName = keyof typeof PATHS;

export function renderIcon(name: IconName): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true" class=${name === 'call' ? 'filled' : ''}><path d=${PATHS[name]} /></svg>`;
}
