import { expect, it } from 'vitest';
import { shapeOfFields } from '../../src/ports/field-shape.js';

it('tells names of fields and kinds of values, and never a value', () => {
  const fields = { id: 'da59bda0a1bb_117793', q931_status: '16', note: ' ', '79157777777': 'x', da59bda0a1bb_117793: 'y' };
  expect(shapeOfFields(fields)).toBe('fields {id: text, q931_status: digits, note: empty, ?: text, ?: text}');
});

it('ends a long list', () => {
  const fields = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`f${index}`, '1']));
  expect(shapeOfFields(fields)).toMatch(/^fields \{f0: digits, .*f19: digits, …\}$/);
});
