/** A process that prints ten totals that were acknowledged, and is killed when all of the next ten are done but their commit. Usage: sqlite-killed-writer.ts <path> */
import { writeSync } from 'node:fs';
import { createSqliteStore, openSqlite, type SqliteDatabase } from '../../src/stores/sqlite.js';

const database = await openSqlite(process.argv[2] ?? '');
let isLast = false;
const killing: SqliteDatabase = {
  prepare: (sql) => database.prepare(sql),
  exec(sql) {
    if (sql === 'COMMIT' && isLast) process.kill(process.pid, 'SIGKILL');
    return database.exec(sql);
  },
};
const store = createSqliteStore({ database: killing });
const countTen = (): Promise<readonly number[]> =>
  Promise.all(Array.from({ length: 10 }, () => store.count('counter', 1, { expiresAt: Date.now() + 600_000 })));
writeSync(1, `${(await countTen()).join(' ')}\n`);
isLast = true;
writeSync(1, `${(await countTen()).join(' ')}\n`);
