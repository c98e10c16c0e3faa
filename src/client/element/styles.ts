/** The look: what a host may change stands first, as custom properties. Logical properties throughout, for both directions of writing. */
import { css } from './drawn-element.js';
import { fieldStyles } from './styles-fields.js';
import { statusStyles } from './styles-status.js';

/** In light and in dark; which of them, the page's `color-scheme` says. Browsers before 2024 have the light ones. */
const COLOURS = {
  accent: ['#1d5bd6', '#8db4ff'],
  'on-accent': ['#fff', '#0c1c3d'],
  ink: ['#171a20', '#eef0f4'],
  muted: ['#59606c', '#a9b1be'],
  surface: ['#fff', '#181b21'],
  line: ['#e3e6eb', '#2e333c'],
  edge: ['#858c98', '#757e8c'],
  error: ['#b3251e', '#ff9d94'],
  success: ['#12703f', '#6ddba2'],
  warning: ['#8a5200', '#f3bb6b'],
} as const;

function colours(choose: (light: string, dark: string) => string): string {
  const set = ([name, [light, dark]]: readonly [string, readonly [string, string]]): string =>
    `--_${name}: var(--call-verification-${name}, ${choose(light, dark)});`;
  return Object.entries(COLOURS).map(set).join('');
}

const base = css`
  :host {
    ${colours((light) => light)}
    --_radius: var(--call-verification-radius, 12px);
    --_wash: color-mix(in srgb, var(--_accent) 9%, var(--_surface));

    display: block;
    box-sizing: border-box;
    max-inline-size: var(--call-verification-max-width, 27rem);
    container-type: inline-size;
    color: var(--_ink);
    font: var(--call-verification-font, 1rem / 1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', sans-serif);
    text-align: start;
    -webkit-text-size-adjust: 100%;
  }
  @supports (color: light-dark(red, red)) {
    :host {
      ${colours((light, dark) => `light-dark(${light}, ${dark})`)}
    }
  }
  :host([hidden]) {
    display: none;
  }
  :host([theme='light']) {
    color-scheme: light;
  }
  :host([theme='dark']) {
    color-scheme: dark;
  }
  :host([theme='auto']) {
    color-scheme: light dark;
  }

  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  p,
  ul {
    margin: 0;
    padding: 0;
    font: inherit;
    list-style: none;
  }
  input,
  select,
  button {
    margin: 0;
    font: inherit;
    color: inherit;
  }
  svg {
    flex: none;
    inline-size: 1.25em;
    block-size: 1.25em;
    fill: none;
    stroke: currentColor;
    stroke-width: 2;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  svg.filled {
    fill: currentColor;
    stroke: none;
  }
  bdi {
    unicode-bidi: isolate;
    direction: ltr;
    display: inline-block;
  }
  .hidden {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }

  .box {
    padding: var(--call-verification-padding, clamp(1.1rem, 6cqi, 1.75rem));
    border: var(--call-verification-border, 1px solid var(--_line));
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    overflow-wrap: anywhere;
  }
  .stack {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 1.25rem;
  }

  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.6rem;
    min-block-size: 3rem;
    padding: 0.6rem 1.1rem;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: transparent;
    line-height: 1.25;
    cursor: pointer;
    transition: background-color 0.15s;
  }
  button:hover {
    background: var(--_wash);
  }
  button[aria-disabled],
  button:disabled {
    cursor: default;
  }
  .primary {
    inline-size: 100%;
    border-color: transparent;
    background: var(--_accent);
    color: var(--_on-accent);
    font-weight: 600;
  }
  .primary:hover {
    background: color-mix(in srgb, var(--_accent) 90%, var(--_ink));
  }
  .primary[aria-disabled],
  .primary:disabled {
    background: color-mix(in srgb, var(--_ink) 10%, var(--_surface));
    color: var(--_muted);
  }
  .link {
    justify-self: start;
    min-block-size: 2.75rem;
    margin-inline: -0.6rem;
    padding-inline: 0.6rem;
    border-color: transparent;
    color: var(--_muted);
    text-decoration: underline;
    text-decoration-thickness: 1px;
    text-underline-offset: 0.22em;
  }
  .link:hover {
    color: var(--_ink);
  }

  :focus-visible {
    outline: 3px solid var(--_accent);
    outline-offset: 2px;
  }
  h2:focus {
    outline: none;
  }

  .spinner {
    inline-size: 1.1em;
    block-size: 1.1em;
    border: 2px solid currentColor;
    border-inline-end-color: transparent;
    border-radius: 50%;
    animation: spin 0.9s linear infinite;
  }
  @keyframes spin {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation: none !important;
      transition: none !important;
    }
  }
`;

export const styles = base + fieldStyles + statusStyles;
