/** Warns of what only the deletion of expired rows finds out: that it is not allowed, and that the server's clock is another one. */

const INSUFFICIENT_PRIVILEGE = '42501';
/** What the documents allow clocks to differ by. */
const TOLERANCE_MS = 60_000;

export interface PruneCheck {
  /** Whatever a batch was refused with. */
  onRefused(error: unknown): void;
  /** The server's time, which it told between two looks at this process's clock. */
  onServerTime(serverTime: number, before: number, after: number): void;
}

/** Each warning comes once. */
export function createPruneCheck(table: string): PruneCheck {
  const warned = new Set<string>();
  const warnOnce = (text: string, of: string): void => {
    if (warned.has(of)) return;
    warned.add(of);
    process.emitWarning(`createPostgresStore: ${text}`, 'CallVerificationWarning');
  };
  return {
    onRefused(error) {
      if ((error as { code?: unknown } | null)?.code !== INSUFFICIENT_PRIVILEGE) return;
      warnOnce(
        `expired rows stay in the table, because the role may not delete them. GRANT SELECT, INSERT, UPDATE, DELETE ON ${table} to it.`,
        'privilege',
      );
    },
    onServerTime(serverTime, before, after) {
      const aheadMs = before - serverTime > 0 ? before - serverTime : Math.min(0, after - serverTime);
      if (Math.abs(aheadMs) <= TOLERANCE_MS) return;
      const direction = aheadMs > 0 ? 'ahead of' : 'behind';
      warnOnce(
        `the clock of this process is ${Math.round(Math.abs(aheadMs) / 1000)} seconds ${direction} PostgreSQL's. Limits and verifications need clocks that agree to a minute: set the time of both machines by NTP.`,
        'clock',
      );
    },
  };
}
