/** The look of what is shown: the call, the ways to continue, the warning. */
import { css } from './drawn-element.js';

export const statusStyles = css`
  .call {
    --_tone: var(--_accent);
    display: grid;
    grid-template-columns: auto minmax(0, 1fr);
    gap: 0.9rem 1rem;
    align-items: center;
  }
  .call[data-tone='trouble'] {
    --_tone: var(--_warning);
  }
  .call[data-tone='done'] {
    --_tone: var(--_success);
  }
  .call[data-tone='over'] {
    --_tone: var(--_muted);
  }
  .call .text {
    grid-column: 1 / -1;
    text-wrap: pretty;
  }
  /* Long words, of which Russian has some, need the whole width. */
  @container (max-width: 18rem) {
    .call {
      grid-template-columns: minmax(0, 1fr);
    }
  }
  h2 {
    font-size: 1.25rem;
    font-weight: 650;
    line-height: 1.25;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  .number {
    margin-block-start: 0.1rem;
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
  .badge {
    position: relative;
    display: grid;
    place-items: center;
    inline-size: 3rem;
    block-size: 3rem;
    border-radius: 50%;
    background: color-mix(in srgb, var(--_tone) 14%, var(--_surface));
    color: var(--_tone);
  }
  .badge svg {
    inline-size: 1.4rem;
    block-size: 1.4rem;
  }
  .call[data-tone='live'] .badge::after {
    content: '';
    position: absolute;
    inset: 0;
    border: 2px solid var(--_tone);
    border-radius: 50%;
    animation: ring 2s ease-out infinite;
  }
  @keyframes ring {
    from {
      opacity: 0.7;
    }
    to {
      opacity: 0;
      transform: scale(1.35);
    }
  }

  .ways {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.75rem;
    padding-block-start: 1.25rem;
    border-block-start: 1px solid var(--_line);
  }
  .ways-head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    justify-content: space-between;
    gap: 0 1rem;
  }
  h3 {
    font-weight: 600;
  }
  .ways ul {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
  }
  .way {
    inline-size: 100%;
    justify-content: flex-start;
    border-color: var(--_line);
    text-align: start;
  }
  .way svg {
    color: var(--_accent);
  }
  .way:not([aria-disabled], :disabled) {
    border-color: var(--_edge);
  }
  .way[aria-disabled],
  .way:disabled {
    color: var(--_muted);
    background: transparent;
  }
  .way[aria-disabled] svg {
    color: inherit;
  }

  .foot {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.5rem;
    color: var(--_muted);
    font-size: 0.9375em;
  }
  .warning {
    display: flex;
    gap: 0.6rem;
  }
  .warning svg {
    margin-block-start: 0.13em;
  }

  @media (forced-colors: active) {
    .badge {
      border: 2px solid;
    }
    .primary {
      border-color: ButtonText;
    }
  }
`;
