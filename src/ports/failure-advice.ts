/** What a host can do about a store that fails, by the word that says why. */

/** Our own words: they are written small, because they are not a server's. */
const OURS: readonly (readonly [reason: string, advice: string])[] = [
  ['timeout', 'The store did not answer within `storeTimeoutMs`: look whether its server is reachable and not overloaded.'],
  ['too_many_races', 'One key was written a hundred times meanwhile: look for a client that repeats one request without a pause.'],
  ['not_connected', 'The client has no connection: look whether the server runs and can be reached. The client connects again by itself.'],
  [
    'connection_lost',
    'The connection broke before the answer: look for a restart or failover. If it goes on, look whether the server can be reached.',
  ],
  [
    'connect_timeout',
    'No connection was free or could be made in time: look whether the server can be reached, and whether the pool is too small.',
  ],
  [
    'answer_timeout',
    "The server did not answer within the client's time-out: look whether it, or a pooler's way to it, hangs or is overloaded.",
  ],
  ['queue_timeout', 'Too many writes waited for one SQLite connection: look whether the disk is slow, or use a store with a server.'],
  ['client_closed', 'The client was closed, so nothing works any more: close it after the service, or restart the process.'],
];

const UNREACHABLE = 'The server cannot be reached: look whether it runs, and at its host name, port and firewall.';
const BROKEN = 'The connection broke: look for a restart or failover. If it goes on, look at the network.';

/** Codes of Node. */
const NODE: readonly (readonly [reason: string, advice: string])[] = [
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT'].map((code) => [code, UNREACHABLE] as const),
  ...['ECONNRESET', 'EPIPE'].map((code) => [code, BROKEN] as const),
  ['ERR_INVALID_URL', 'The connection string is no URL: escape what is special in its password, such as %2F for a slash.'],
  ['ERR_MEMORY_STORE_FULL', 'The memory store is full: raise its `maxEntries`, or use a store with a server.'],
  ['ERR_STORE_WRONG_KIND', 'Another program writes keys of the same names: give this store a prefix or a table of its own.'],
];

/** The first words of errors of Redis and Valkey. */
const REDIS: readonly (readonly [reason: string, advice: string])[] = [
  ['READONLY', 'The client is connected to a replica, as after a failover: let it connect again, to the new master.'],
  ['OOM', 'The server has reached `maxmemory`: give it more memory. Do not let it evict keys.'],
  ['LOADING', 'The server loads its data after a start: wait.'],
  ['BUSY', 'A script or function blocks the server: end it with SCRIPT KILL, or FUNCTION KILL.'],
  ['NOAUTH', 'The server wants a password: give it to the client.'],
  ['WRONGPASS', 'User name or password are wrong: give the client the right ones.'],
  ['NOPERM', "The user lacks rights: allow GET, SET, DEL, INCRBY, EVAL and EVALSHA on the store's keys."],
  ['MISCONF', 'The server cannot save to its disk: look at its log and its disk.'],
  ['CLUSTERDOWN', 'A part of the cluster has no master: look at CLUSTER INFO, and bring a master or its replica back.'],
  ['MASTERDOWN', 'The client is connected to a replica without its master: connect to the master.'],
  ['NOREPLICAS', 'Fewer replicas than `min-replicas-to-write` are connected: bring them back.'],
  ['TRYAGAIN', 'The cluster moves this key to another server: wait.'],
  ['MOVED', 'The server belongs to a cluster: make a client for a cluster.'],
  ['ASK', 'The server belongs to a cluster: make a client for a cluster.'],
  ['CROSSSLOT', 'The server belongs to a cluster, and something in between changes keys: use one that does not.'],
  ['WRONGTYPE', 'Another program writes keys of the same names: give this store a prefix of its own.'],
  ['NOSCRIPT', 'Scripts are switched off, or something in between loses them: the store needs EVAL and EVALSHA.'],
  ['EXECABORT', 'The client was given in the middle of a transaction: give the store a client of its own.'],
];

const SQLITE: readonly (readonly [reason: string, advice: string])[] = [
  ['SQLITE_BUSY', 'Another process holds the write lock for too long: look for a long transaction, a backup or an open shell.'],
  ['SQLITE_LOCKED', 'Another statement of this process holds the lock: give the store a connection of its own.'],
  ['SQLITE_FULL', 'The disk is full: free space.'],
  ['SQLITE_READONLY', 'The file or its folder may not be written by this process: look at owner and rights of both.'],
  ['SQLITE_READONLY_DBMOVED', 'The file was moved or deleted while it was open: bring it back, and restart all processes.'],
  ['SQLITE_IOERR', 'The disk, or the network in front of it, fails: look at the log of the system. Do not use a network file system.'],
  ['SQLITE_CORRUPT', 'The file is damaged: stop all processes, and bring back a backup.'],
  ['SQLITE_NOTADB', 'The file is not a SQLite database: look at the path, or bring back a backup.'],
  ['SQLITE_CANTOPEN', 'The file cannot be opened: its folder must exist, and this process must be allowed to write there.'],
  ['SQLITE_ERROR', 'SQLite cannot run a statement: look whether the table was changed or deleted, and restart the process.'],
];

const POSTGRES: readonly (readonly [reason: string, advice: string])[] = [
  ['25006', 'The server takes no writes: connect to the primary, not to a standby, and look at `default_transaction_read_only`.'],
  ['42P01', 'The table is missing: run `postgresSchema()` in a migration, or look at `schema` and `table`.'],
  ['42501', 'The role lacks rights: grant USAGE on the schema, and SELECT, INSERT, UPDATE and DELETE on the table.'],
  ['40001', "The database's default isolation makes statements fail: set it to READ COMMITTED for this role."],
  ['40P01', 'Other statements lock rows of the table in another order: let nothing but the store write to it.'],
  [
    '08P01',
    'PgBouncer refuses the password, the role, the database or `options` of the client, or cannot log in to the server: read its log.',
  ],
  ['53300', 'All connections of the server are taken: make the pools smaller, or put PgBouncer in between.'],
  ['53100', 'The disk of the server is full: free space.'],
  ['57014', 'A statement was cancelled, or took longer than `statement_timeout`: look for locks and for load.'],
  ['57P01', 'The server is being shut down or restarted: wait.'],
  ['57P03', 'The server is starting, or is a standby that takes no connections: wait.'],
];

/** By the first two characters of an SQLSTATE (PostgreSQL, appendix A). */
const SQLSTATE_CLASSES: Readonly<Record<string, string>> = {
  '08': 'The connection to the server, or from a pooler to the server, cannot be made or broke: look at both.',
  '25': 'The state of the transaction is wrong: give the store a pool, not a client in a transaction.',
  '28': 'The server refuses this role or its password: look at both, and at pg_hba.conf.',
  '3D': 'There is no such database: look at the connection string.',
  '3F': 'There is no such schema: create it, or look at `schema`.',
  '42': 'The table is not as the store needs it, or rights are missing: compare it with `postgresSchema()`.',
  '53': 'The server has no memory, disk or connections left: look at its log.',
  '57': 'The server was told to stop, or a statement was cancelled: look at its log.',
  '58': 'The disk of the server fails: look at its log.',
};

const ADVICE: ReadonlyMap<string, string> = new Map([...OURS, ...NODE, ...REDIS, ...SQLITE, ...POSTGRES]);

const REDIS_WORDS: ReadonlySet<string> = new Set(REDIS.map(([word]) => word));

const OUR_WORDS: ReadonlySet<string> = new Set(OURS.map(([word]) => word));

const UNKNOWN = 'Look at the log of the store and its server.';

/** Whether it is the first word of an error of Redis. */
export function isRedisWord(word: string): boolean {
  return REDIS_WORDS.has(word);
}

export function isOurWord(word: string): boolean {
  return OUR_WORDS.has(word);
}

/** What to do, in a sentence. */
export function adviceFor(reason: string): string {
  const sqlstateClass = /^[0-9][0-9A-Z]{4}$/.test(reason) ? SQLSTATE_CLASSES[reason.slice(0, 2)] : undefined;
  return ADVICE.get(reason) ?? sqlstateClass ?? UNKNOWN;
}
