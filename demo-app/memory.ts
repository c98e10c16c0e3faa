/** What the demo remembers over its own restart: its verifications, and the secret they are sealed with. */
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CallVerificationStore } from 'express-call-verification';
import { createSqliteStore, openSqlite } from 'express-call-verification/sqlite';

export interface Memory {
  readonly secret: string;
  /** Absent: the package's own store, which is gone with the process. */
  readonly store?: CallVerificationStore;
  close(): void;
}

/** Remembers where there is a SQLite driver. @param folder absent: nothing is remembered @param secret the host's own, instead of one that the folder keeps */
export async function openMemory(folder: string | undefined, secret: string | undefined): Promise<Memory> {
  if (folder === undefined) return { secret: secret || newSecret(), close: () => undefined };
  mkdirSync(folder, { recursive: true });
  const kept = secret || keptSecret(join(folder, 'secret'));
  try {
    const database = await openSqlite(join(folder, 'verifications.sqlite'));
    return { secret: kept, store: createSqliteStore({ database }), close: () => void database.close() };
  } catch {
    // A machine without a driver that fits it still shows the demo.
    return { secret: kept, close: () => undefined };
  }
}

function newSecret(): string {
  return randomBytes(32).toString('base64url');
}

function keptSecret(path: string): string {
  try {
    // Fails if it is there already.
    writeFileSync(path, newSecret(), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  return readFileSync(path, 'utf8');
}
