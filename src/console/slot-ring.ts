/** Figures of the last hour and day in rings of slots: so many, and no more, whatever happens. */

/** What a ring covers: `slots` complete slots, and the one that is under way. */
export interface Span {
  readonly slotMs: number;
  readonly slots: number;
}

const MINUTE = 60_000;

/** The hour by the minute, the day by ten minutes. */
export const SPANS = {
  hour: { slotMs: MINUTE, slots: 60 },
  day: { slotMs: 10 * MINUTE, slots: 144 },
} as const satisfies Record<string, Span>;

export type SpanName = keyof typeof SPANS;

export const SPAN_NAMES = ['hour', 'day'] as const satisfies readonly SpanName[];

export interface SlotRing {
  /** Adds to a figure of the slot that `at` lies in. What is older than the ring is left out. */
  add(at: number, column: number, amount: number): void;
  /** Adds each figure of each slot up to `now` to `sums`, oldest slot first: `sums[slot][column]`. */
  addTo(sums: readonly Float64Array[], now: number): void;
  /** When something was added last, in milliseconds; 0 for never. */
  lastAt(): number;
}

/** Slots of a span, the one that is under way included. */
export const slotsOf = ({ slots }: Span): number => slots + 1;

export function createSlotRing(span: Span, columns: number): SlotRing {
  const size = slotsOf(span);
  // Half of the bits would do for counts, but not for sums of money: ten thousand prices of 1.19 would be wrong by almost one.
  const figures = new Float64Array(size * columns);
  /** Which slot of all time lies at each place. */
  const numbers = new Float64Array(size).fill(-1);
  let last = 0;
  const slotAt = (at: number): number => Math.floor(at / span.slotMs);
  return {
    add(at, column, amount) {
      const slot = slotAt(at);
      const place = slot % size;
      const there = numbers[place] ?? -1;
      // A clock may have been set back: what is newer stays.
      if (!Number.isFinite(slot) || slot < 0 || there > slot) return;
      if (there < slot) {
        figures.fill(0, place * columns, (place + 1) * columns);
        numbers[place] = slot;
      }
      const index = place * columns + column;
      figures[index] = (figures[index] ?? 0) + amount;
      if (at > last) last = at;
    },
    addTo(sums, now) {
      const newest = slotAt(now);
      for (const [index, sum] of sums.entries()) {
        const slot = newest - sums.length + 1 + index;
        const place = slot % size;
        if (slot < 0 || numbers[place] !== slot) continue;
        for (let column = 0; column < columns; column += 1) sum[column] = (sum[column] ?? 0) + (figures[place * columns + column] ?? 0);
      }
    },
    lastAt: () => last,
  };
}
