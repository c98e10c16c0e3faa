/** Reads a report of bare values, such as `["da59bda0a1bb_117793", "16", "ANSWER"]`. */
import { fateOfReport } from '../../core/entry/outcome.js';
import { type CallbackLayout, createFields, type Fields } from './callback-layout.js';

/**
 * Gives the values their field names, by the owner's positions or by their form. All of them can also be found by their position. A value
 * that could be two things is left out, because a guess might turn a failure into a success.
 */
export function readValues(values: readonly string[], layout: CallbackLayout): Fields {
  const fields = createFields();
  for (const [position, value] of values.entries()) fields[String(position)] = value;
  const found = layout.positions === undefined ? findByForm(values, layout.idForm) : findByPosition(values, layout.positions);
  const { id, cause, status } = found;
  const [idName, causeName, statusName] = [layout.idNames[0], layout.causeNames[0], layout.statusNames[0]];
  if (id && idName !== undefined) fields[idName] = id;
  if (cause && causeName !== undefined) fields[causeName] = cause;
  if (status && statusName !== undefined) fields[statusName] = status;
  return fields;
}

interface Found {
  readonly id?: string | undefined;
  readonly cause?: string | undefined;
  readonly status?: string | undefined;
}

function findByPosition(values: readonly string[], positions: NonNullable<CallbackLayout['positions']>): Found {
  const at = (position: number | undefined): string | undefined => (position === undefined ? undefined : values[position]);
  return { id: at(positions.id), cause: at(positions.cause), status: at(positions.status) };
}

function findByForm(values: readonly string[], idForm: RegExp): Found {
  const ids = distinct(values, (value) => idForm.test(value));
  if (ids.length !== 1) return {};
  const causes = distinct(values, (value) => /^\d{1,3}$/.test(value) && !idForm.test(value));
  const words = distinct(values, (value) => /^[a-z][a-z _-]*$/i.test(value));
  const known = words.filter((word) => fateOfReport(16, word).outcome !== 'unknown');
  // Two small numbers: one of them may be a duration, and the word says nothing reliable without its cause.
  if (causes.length > 1 || known.length > 1) return { id: ids[0] };
  return { id: ids[0], cause: causes[0], status: known[0] ?? words[0] };
}

function distinct(values: readonly string[], isWanted: (value: string) => boolean): string[] {
  return [...new Set(values.filter(isWanted))];
}
