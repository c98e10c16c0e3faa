/** A process that writes to a shared SQLite database and prints each write that was acknowledged. Usage: sqlite-writer.ts <path> <name> <writes> */
import { createSqliteStore, openSqlite } from '../../src/stores/sqlite.js';

const [path = '', name = '', writes = '0'] = process.argv.slice(2);
const database = await openSqlite(path);
const store = createSqliteStore({ database, timeoutMs: 20_000 });
const expiresAt = Date.now() + 600_000;

for (let write = 0; write < Number(writes); write += 1) {
  await store.count('counter', 1, { expiresAt });
  for (;;) {
    const present = await store.get('chain');
    const next = `${Number((present ?? '0').split('.')[0]) + 1}.${name}`;
    if (await store.put('chain', next, { expected: present ?? null, expiresAt })) break;
  }
  await store.put(`${name}.${write}`, 'written', { expected: null, expiresAt });
  process.stdout.write(`${write}\n`);
}
database.close();
