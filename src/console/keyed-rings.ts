/** Rings by key, a bounded number of them: a further key takes the place of one that had nothing for a day, or counts as "other". */
import { createSlotRing, type SlotRing, SPAN_NAMES, SPANS, type SpanName, slotsOf } from './slot-ring.js';

export interface KeyedRings<Key> {
  /** Adds to a figure of a key, in the hour and in the day. */
  add(key: Key, at: number, column: number, amount: number): void;
  /** Figures by slot, oldest first, of all keys that `isWanted` wants. */
  slots(span: SpanName, now: number, isWanted: (key: Key) => boolean): readonly Float64Array[];
  /** Every key that has figures. */
  keys(): readonly Key[];
}

export interface KeyedRingsOptions<Key> {
  readonly columns: number;
  readonly mostKeys: number;
  /** Texts that tell keys apart. */
  partsOf(key: Key): readonly string[];
  /** What a key counts as once there are too many. */
  readonly other: Key;
}

const DAY = SPANS.day.slotMs * slotsOf(SPANS.day);

export function createKeyedRings<Key>({ columns, mostKeys, partsOf, other }: KeyedRingsOptions<Key>): KeyedRings<Key> {
  interface Row {
    readonly key: Key;
    readonly rings: Readonly<Record<SpanName, SlotRing>>;
  }
  const rows = new Map<string, Row>();
  const nameOf = (key: Key): string => partsOf(key).join('\n');
  const open = (key: Key): Row => {
    const row: Row = { key, rings: { hour: createSlotRing(SPANS.hour, columns), day: createSlotRing(SPANS.day, columns) } };
    rows.set(nameOf(key), row);
    return row;
  };
  const dropUnused = (at: number): void => {
    for (const [name, { rings }] of rows) if (rings.day.lastAt() < at - DAY) rows.delete(name);
  };
  const rowOf = (key: Key, at: number): Row => {
    const known = rows.get(nameOf(key));
    if (known !== undefined) return known;
    // One place is kept for all others.
    if (rows.size >= mostKeys - 1) dropUnused(at);
    if (rows.size < mostKeys - 1) return open(key);
    return rows.get(nameOf(other)) ?? open(other);
  };
  return {
    add(key, at, column, amount) {
      const { rings } = rowOf(key, at);
      for (const span of SPAN_NAMES) rings[span].add(at, column, amount);
    },
    slots(span, now, isWanted) {
      const sums = Array.from({ length: slotsOf(SPANS[span]) }, () => new Float64Array(columns));
      for (const { key, rings } of rows.values()) if (isWanted(key)) rings[span].addTo(sums, now);
      return sums;
    },
    keys: () => [...rows.values()].map(({ key }) => key),
  };
}

/** The sum of all slots. */
export function totalOf(slots: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(slots[0]?.length ?? 0);
  for (const slot of slots) for (const [column, figure] of slot.entries()) total[column] = (total[column] ?? 0) + figure;
  return total;
}
