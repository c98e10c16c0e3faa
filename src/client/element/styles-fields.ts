/** The look of the two fields: number and code. */
import { css } from './drawn-element.js';

export const fieldStyles = css`
  .field {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: 0.45rem;
  }
  label,
  .label {
    font-weight: 600;
  }
  .hint {
    color: var(--_muted);
    font-size: 0.9375em;
  }
  .hint:empty {
    display: none;
  }
  .known {
    font-size: 1.25rem;
    font-variant-numeric: tabular-nums;
  }
  input:focus-visible {
    outline: none;
  }

  .phone {
    display: flex;
    align-items: stretch;
    min-block-size: 3.25rem;
    border: 1px solid var(--_edge);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-size: 1.1875rem;
    font-variant-numeric: tabular-nums;
  }
  .phone:focus-within {
    outline: 2px solid var(--_accent);
    outline-offset: -1px;
    border-color: var(--_accent);
  }
  .phone:has([aria-invalid]) {
    border-color: var(--_error);
    outline-color: var(--_error);
  }
  .phone input {
    flex: 1;
    min-inline-size: 0;
    padding: 0 0.9rem;
    border: 0;
    border-radius: inherit;
    background: transparent;
    text-align: start;
  }
  .phone input::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  .calling-code {
    display: grid;
    place-items: center;
    padding-inline-start: 0.9rem;
    color: var(--_muted);
  }
  .calling-code + input {
    padding-inline-start: 0.45rem;
  }
  .country {
    position: relative;
    display: grid;
    border-inline-end: 1px solid var(--_line);
  }
  .chosen {
    display: flex;
    align-items: center;
    gap: 0.25rem;
    padding-inline: 0.9rem 0.6rem;
    font-size: 0.9375rem;
    font-weight: 600;
    letter-spacing: 0.03em;
  }
  .chosen svg {
    inline-size: 1rem;
    block-size: 1rem;
    color: var(--_muted);
  }
  .country select {
    position: absolute;
    inset: 0;
    inline-size: 100%;
    block-size: 100%;
    border: 0;
    opacity: 0;
    cursor: pointer;
  }
  .country select option {
    background: var(--_surface);
  }
  .country:has(:focus-visible) {
    outline: 2px solid var(--_accent);
    outline-offset: -5px;
    border-radius: var(--_radius);
  }
  .country + .calling-code {
    padding-inline-start: 0.8rem;
  }

  .code-form {
    gap: 1rem;
  }
  .code-row {
    display: flex;
    align-items: center;
    gap: 0.75rem;
  }
  .dots {
    color: var(--_muted);
    font-size: 1.1rem;
    letter-spacing: 0.12em;
    white-space: nowrap;
  }
  .cells {
    --_cell: min(3.25rem, 18cqi);
    --_gap: 0.5rem;
    position: relative;
    display: flex;
    gap: var(--_gap);
    overflow: clip;
    overflow-clip-margin: 4px;
    block-size: 3.75rem;
  }
  .cells[data-size='medium'] {
    --_cell: min(3rem, 11cqi);
    --_gap: 0.375rem;
  }
  .cells[data-size='long'] {
    --_cell: min(2.5rem, 8cqi);
    --_gap: 0.25rem;
  }
  .cell {
    inline-size: var(--_cell);
    border: 1px solid var(--_edge);
    border-radius: calc(var(--_radius) * 0.85);
    background: var(--_surface);
  }
  .cells[data-invalid='true'] .cell {
    border-color: var(--_error);
  }
  .cells:focus-within .cell[data-current='true'] {
    border-color: var(--_accent);
    box-shadow: inset 0 0 0 1px var(--_accent);
    background: var(--_wash);
  }
  /* One field over all cells, so that paste, autofill and screen readers meet one; wider than they are, for the caret behind the last digit. */
  .cells input {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0;
    inline-size: calc(100% + var(--_cell) + var(--_gap));
    padding: 0;
    padding-inline-start: calc((var(--_cell) - 1ch) / 2);
    border: 0;
    background: transparent;
    font: 600 1.5rem / 1 ui-monospace, 'SF Mono', 'Cascadia Code', 'Roboto Mono', Menlo, Consolas, monospace;
    letter-spacing: calc(var(--_cell) + var(--_gap) - 1ch);
    text-align: start;
  }
  .cells input:focus {
    outline: none;
  }
  @container (max-width: 24.5rem) {
    .dots {
      display: none;
    }
    .phone {
      font-size: 1.0625rem;
    }
    .chosen {
      padding-inline: 0.7rem 0.4rem;
    }
    .phone input {
      padding-inline-end: 0.4rem;
    }
  }

  .problem {
    display: grid;
    gap: 0.3rem;
  }
  /* Empty, it stays for screen readers, and takes no room. */
  .problem:not([part]) {
    position: absolute;
  }
  .problem [role='alert'] p {
    display: flex;
    gap: 0.5rem;
    color: var(--_error);
  }
  .problem svg {
    margin-block-start: 0.13em;
  }
  .wait {
    color: var(--_muted);
    font-variant-numeric: tabular-nums;
  }
`;
