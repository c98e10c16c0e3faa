/** Keeps what the package prints as warnings of the process, so that they become findings. */

type EmitWarning = typeof process.emitWarning;

export interface OwnWarnings {
  /** Those since the beginning, and from now on none. */
  take(): readonly string[];
  /** Warnings are printed again. */
  release(): void;
}

/** Who keeps warnings now. */
const keepers = new Set<string[]>();
let printed: EmitWarning | undefined;

/** From now on, until `release`. Warnings of others are printed as ever. */
export function keepOwnWarnings(): OwnWarnings {
  const kept: string[] = [];
  keepers.add(kept);
  if (printed === undefined) {
    printed = process.emitWarning;
    process.emitWarning = keepOrPrint as EmitWarning;
  }
  return {
    take: () => kept.splice(0),
    release() {
      keepers.delete(kept);
      if (keepers.size > 0 || printed === undefined) return;
      process.emitWarning = printed;
      printed = undefined;
    },
  };
}

function keepOrPrint(warning: string | Error, ...rest: unknown[]): void {
  const [named] = rest;
  const type = typeof named === 'object' && named !== null ? (named as { type?: unknown }).type : named;
  if (type !== 'CallVerificationWarning') return void (printed && Reflect.apply(printed, process, [warning, ...rest]));
  for (const kept of keepers) kept.push(String(warning));
}
