/** What an operator should know of a PostgreSQL server: whether this role can use the table, and what a crash loses. */
import type { StoreFinding } from '../../ports/store.js';

interface Run {
  query(text: string, values?: unknown[]): Promise<{ rows: unknown[] }>;
}

export interface InspectedTable {
  readonly table: string;
  readonly schema: string;
  /** Both, quoted. */
  readonly name: string;
  /** Whether the store may make the table. */
  readonly createIfMissing: boolean;
}

/** What the server told. Where the table is missing, nothing is known about it. */
interface Told {
  /** Quoted where SQL needs it. */
  readonly role: string;
  readonly isSuperuser: boolean;
  readonly isStandby: boolean;
  readonly isReadOnly: boolean;
  readonly hasSchema: boolean;
  readonly mayUseSchema: boolean | null;
  readonly mayCreate: boolean | null;
  readonly hasTable: boolean;
  readonly missingRights: string | null;
  readonly isUnlogged: boolean | null;
  readonly isVacuumed: boolean;
  readonly synchronousCommit: string;
  readonly fsync: string;
}

/** $1 the table, $2 its schema. By joins, because functions that look for a name fail where it is missing. */
const QUESTION = `SELECT quote_ident(current_user) AS "role",
  (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) AS "isSuperuser",
  pg_is_in_recovery() AS "isStandby",
  current_setting('transaction_read_only') = 'on' AS "isReadOnly",
  schema.oid IS NOT NULL AS "hasSchema",
  has_schema_privilege(schema.oid, 'USAGE') AS "mayUseSchema",
  has_schema_privilege(schema.oid, 'CREATE') AS "mayCreate",
  store.oid IS NOT NULL AS "hasTable",
  (SELECT string_agg(wanted, ', ') FROM unnest(ARRAY['SELECT', 'INSERT', 'UPDATE', 'DELETE']) AS wanted
    WHERE NOT has_table_privilege(store.oid, wanted)) AS "missingRights",
  store.relpersistence = 'u' AS "isUnlogged",
  current_setting('autovacuum') = 'on' AND current_setting('track_counts') = 'on'
    AND NOT COALESCE(store.reloptions && ARRAY['autovacuum_enabled=false', 'autovacuum_enabled=off'], false) AS "isVacuumed",
  current_setting('synchronous_commit') AS "synchronousCommit",
  current_setting('fsync') AS "fsync"
FROM (SELECT) AS one
LEFT JOIN pg_namespace AS schema ON schema.nspname = $2::text
LEFT JOIN pg_class AS store ON store.relnamespace = schema.oid AND store.relname = $1::text`;

export async function inspectPostgres(pool: Run, inspected: InspectedTable): Promise<readonly StoreFinding[]> {
  const { table, schema, name } = inspected;
  const { rows } = await pool.query(QUESTION, [table, schema]);
  const [told] = rows as readonly Told[];
  if (told === undefined) return [];
  return [
    writesOf(told),
    tableOf(told, inspected),
    rightsOf(told, name),
    superuserOf(told),
    durabilityOf(told, name),
    vacuumOf(told, name),
  ].filter((each) => each !== undefined);
}

function writesOf({ isStandby, isReadOnly, role }: Told): StoreFinding | undefined {
  if (isStandby) {
    return {
      name: 'primary',
      level: 'problem',
      found: 'The pool is connected to a standby, which takes no writes.',
      advice: 'Connect to the primary, for example with target_session_attrs or the address that follows a failover.',
    };
  }
  if (!isReadOnly) return undefined;
  return {
    name: 'primary',
    level: 'problem',
    found: `The server takes no writes from the role ${role}: default_transaction_read_only is on.`,
    advice: `Connect to the primary, or: ALTER ROLE ${role} SET default_transaction_read_only = off.`,
  };
}

function tableOf(
  { hasSchema, hasTable, mayUseSchema, mayCreate, role }: Told,
  { name, schema, createIfMissing }: InspectedTable,
): StoreFinding {
  const problem = (found: string, advice: string): StoreFinding => ({ name: 'table', level: 'problem', found, advice });
  if (!hasSchema) return problem(`There is no schema "${schema}".`, 'Create it, or look at the option "schema".');
  if (mayUseSchema === false)
    return problem(`The role ${role} may not use the schema "${schema}".`, `GRANT USAGE ON SCHEMA "${schema}" TO ${role}.`);
  if (hasTable) return { name: 'table', level: 'ok', found: `The table ${name} is there.` };
  if (createIfMissing && mayCreate === true) {
    return { name: 'no-table', level: 'ok', found: `The table ${name} is not there yet. The first use will make it.` };
  }
  const why = createIfMissing ? `and the role ${role} may not create it` : 'and createIfMissing is false';
  return problem(
    `The table ${name} is missing, ${why}.`,
    'Run `postgresSchema()` in a migration, or look at the options "schema" and "table".',
  );
}

function rightsOf({ hasTable, missingRights, role }: Told, name: string): StoreFinding | undefined {
  if (!hasTable) return undefined;
  if (missingRights === null) return { name: 'rights', level: 'ok', found: `The role ${role} has the rights that the store needs.` };
  return {
    name: 'rights',
    level: 'problem',
    found: `The role ${role} has no right to ${missingRights} on ${name}.`,
    advice: `GRANT SELECT, INSERT, UPDATE, DELETE ON ${name} TO ${role}.`,
  };
}

function superuserOf({ isSuperuser, role }: Told): StoreFinding | undefined {
  if (!isSuperuser) return undefined;
  return {
    name: 'superuser',
    level: 'warning',
    found: `The role ${role} is a superuser, so whoever gets hold of its password has the whole server.`,
    advice: 'Give the store a role of its own, with SELECT, INSERT, UPDATE and DELETE on its table.',
  };
}

function durabilityOf({ isUnlogged, synchronousCommit, fsync }: Told, name: string): StoreFinding {
  const found = (level: StoreFinding['level'], text: string, advice?: string): StoreFinding => ({
    name: 'durability',
    level,
    found: text,
    advice,
  });
  if (isUnlogged === true)
    return found(
      'problem',
      `The table ${name} is unlogged: a crash empties it, and limits are forgotten.`,
      `ALTER TABLE ${name} SET LOGGED.`,
    );
  if (fsync !== 'on')
    return found('problem', 'The server does not wait for its disk (fsync off): a crash can damage its data.', 'Set fsync = on.');
  if (synchronousCommit === 'off')
    return found(
      'warning',
      'A write is acknowledged before it is on the disk (synchronous_commit off): a crash loses about the last second, and a code can give a second token.',
      'Set synchronous_commit = on for this role.',
    );
  return found('ok', `A write is on the disk before it is acknowledged (synchronous_commit ${synchronousCommit}).`);
}

function vacuumOf({ isVacuumed, hasTable }: Told, name: string): StoreFinding | undefined {
  if (isVacuumed || !hasTable) return undefined;
  return {
    name: 'autovacuum',
    level: 'warning',
    found: `Nothing vacuums the table ${name}, so it grows with every write.`,
    advice: `Set autovacuum = on and track_counts = on, and: ALTER TABLE ${name} RESET (autovacuum_enabled).`,
  };
}
