/** What `openRedis` takes and refuses, and what it does when a server is not there, or says no. */
import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { readRedisPlace } from '../../src/stores/redis/address.js';
import { createRedisStore, type OpenRedisOptions, openRedis } from '../../src/stores/redis.js';
import { describeWithOwnRedis } from '../support/describe-with-server.js';
import { freePort } from '../support/programs.js';
import { askRedis, type RedisCluster, type RedisServer, startRedis, startRedisCluster } from '../support/redis-server.js';
import { startSentinelServer } from '../support/sentinel-server.js';
import { HOUR } from '../support/test-clock.js';
import { OPEN, untilAnswered } from './opened-redis.js';

const at = (port: number) => ({ host: '127.0.0.1', port });

describe('openRedis', () => {
  const URL_WANTED = 'option "url" must be a URL such as rediss://user:password@host:6379/0.';
  it.each([
    [undefined, 'option "url" must be a URL that begins with redis:// or rediss://, but is undefined.'],
    [6379, 'option "url" must be a URL that begins with redis:// or rediss://, but is 6379.'],
    ['', URL_WANTED],
    ['127.0.0.1:6379', URL_WANTED],
    ['http://127.0.0.1', URL_WANTED],
    ['redis://user:pass/word@host', URL_WANTED],
    ['redis://:secret@host?maxRetriesPerRequest=20', 'option "url" must be a URL without "?" and "#".'],
    ['redis://:secret#word@host', 'option "url" must be a URL'],
    ['redis://host/first', 'option "url" must be a URL whose path, if there is one, is the number of a database.'],
    ['redis://:100%secret@host', 'option "url" has a user or a password with a "%"'],
    [{ url: 'redis://host', maxRetriesPerRequest: 20 }, 'option "maxRetriesPerRequest" is unknown.'],
    [{ url: 'redis://host', tls: { ca: '-' } }, 'option "url" must begin with rediss:// if tls is given.'],
    [{ url: 'redis://host', pasword: 'secret' }, 'option "pasword" is unknown. Did you mean "password"?'],
    [{ sentinels: [], name: 'main' }, 'option "sentinels" must be a list of { host, port }, but is an empty array.'],
    [{ sentinels: [at(26_379)] }, `option "name" must be the master's name in the Sentinels' configuration, but is undefined.`],
    [{ sentinels: [at(0)], name: 'main' }, 'option "sentinels.0.port" must be a whole number from 1 to 65535, but is 0.'],
    [{ sentinels: [at(26_379)], name: 'main', role: 'slave' }, 'option "role" is unknown.'],
    [{ cluster: ['redis://host'] }, 'option "cluster.0" must be an object with host and port, but is a string of 12 characters.'],
    [{ cluster: [at(6379)], scaleReads: 'all' }, 'option "scaleReads" is unknown.'],
    [{ cluster: [at(6379)], url: 'redis://host' }, 'option "url" is unknown.'],
  ])('refuses wrong options without quoting them: %#', async (options, message) => {
    const refused = await openRedis(options as OpenRedisOptions).catch(String);
    expect(refused).toContain(`ConfigurationError: openRedis: ${message}`);
    expect(refused).not.toMatch(/secret|pass\/word/);
  });

  it.each([
    ['redis://host', { host: 'host', port: 6379, database: 0, username: undefined, password: undefined, tls: undefined }],
    ['rediss://host:7000/2', { host: 'host', port: 7000, database: 2, tls: {} }],
    ['redis://[::1]', { host: '::1' }],
    ['redis://user:p%40ss%2Fword@host', { username: 'user', password: 'p@ss/word' }],
    ['redis://:password@host', { username: undefined, password: 'password' }],
    [
      { url: 'redis://user:password@host', password: 'newer' },
      { username: 'user', password: 'newer' },
    ],
    [{ url: 'rediss://host', tls: { ca: 'PEM' } }, { tls: { ca: 'PEM' } }],
    [{ url: 'redis://host', tls: true }, { tls: {} }],
    [
      { sentinels: [{ host: 'host' }], name: 'main' },
      { sentinels: [{ host: 'host', port: 26_379 }], database: 0 },
    ],
    [
      { cluster: [{ host: 'host' }], tls: true },
      { cluster: [{ host: 'host', port: 6379 }], tls: {} },
    ],
  ])('reads %j', (given, place) => {
    expect(readRedisPlace(given)).toMatchObject(place);
  });
});

describeWithOwnRedis('openRedis', () => {
  let server: RedisServer;
  let cluster: RedisCluster;
  beforeAll(async () => {
    [server, cluster] = await Promise.all([startRedis(), startRedisCluster()]);
    await askRedis(server.port, 'CONFIG', 'SET', 'requirepass', 'right');
    await askRedis(cluster.ports[0] ?? 0, 'ACL', 'SETUSER', 'narrow', 'on', '>right', '~*', '+get');
  }, 60_000);
  afterAll(async () => {
    await server.close();
    await cluster.close();
  });
  afterEach(() => vi.restoreAllMocks());

  const login = (password: string): string => `redis://:${password}@127.0.0.1:${server.port}`;

  it('finds the ioredis that is installed', async () => {
    const opened = await openRedis(login('right'));
    onTestFinished(() => opened.close());
    expect(await opened.call('PING')).toBe('PONG');
  });

  describe.each(Object.entries(OPEN))('by %s', (_, open) => {
    it('is refused at once where the server says no, and tells no secret', async () => {
      const narrow = { cluster: [at(cluster.ports[0] ?? 0)], username: 'narrow', password: 'right' };
      for (const [options, message] of [
        [login('wrong'), 'have a user or a password that the server, or a Sentinel, refuses.'],
        [server.url, 'have no password, but the server, or a Sentinel, wants one.'],
        [`${login('right')}/99`, 'name a database that the server does not have.'],
        [
          { sentinels: [at(server.port)], name: 'main', sentinelPassword: 'wrong' },
          'have a user or a password that the server, or a Sentinel, refuses.',
        ],
        [{ sentinels: [at(server.port)], name: 'main', sentinelPassword: 'right' }, 'name Sentinels, but there is a server instead.'],
        [{ cluster: [at(server.port)], password: 'right' }, 'name a cluster, but the server is not part of one.'],
        [{ cluster: [at(server.port)], password: 'wrong' }, 'have a user or a password that the server, or a Sentinel, refuses.'],
        [narrow, 'have a user that may not run the commands that it needs'],
      ] as const) {
        const refused = await open(options).catch(String);
        expect(refused).toContain(`ConfigurationError: openRedis: the options ${message}`);
        expect(refused).not.toMatch(/wrong|right|127\.0\.0\.1/);
      }
    });

    it('refuses the URL of a Sentinel, which keeps nothing', async () => {
      const sentinel = await startSentinelServer({ masterPort: server.port, quorum: 1 });
      onTestFinished(() => sentinel.close());
      const message = 'openRedis: option "url" leads to a Sentinel. Give { sentinels, name } instead.';
      await expect(open(`redis://127.0.0.1:${sentinel.port}`)).rejects.toThrow(message);
    });

    it('tells no password, whatever becomes of the login', async () => {
      const own = await startRedis();
      onTestFinished(() => own.close());
      await askRedis(own.port, 'ACL', 'SETUSER', 'calls', 'on', '>the secret', '~*', '+@all');
      const opened = await open({ url: own.url, username: 'calls', password: 'the secret' });
      const store = createRedisStore({ client: opened });
      await store.get('key');
      await askRedis(own.port, 'ACL', 'SETUSER', 'calls', 'resetpass', '>another one');
      await askRedis(own.port, 'CLIENT', 'KILL', 'USER', 'calls');
      let error: unknown;
      await expect
        .poll(async () => {
          error = await store.get('key').catch((reason: unknown) => reason);
          return error;
        })
        .toMatchObject({ name: 'RedisConnectionError', code: 'WRONGPASS' });
      expect(inspect(error, { depth: 20, showHidden: true })).not.toContain('secret');
    });

    it('warns about a server that is not there, and connects as soon as it is', async () => {
      const warned = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
      const [sentinelPort, clusterPort] = [await freePort(), await freePort()];
      const late = await startRedis();
      onTestFinished(() => late.close());
      late.signal('SIGKILL');
      const absent = { sentinels: [at(sentinelPort)], name: 'main' };
      const [opened] = await Promise.all([open(late.url), open(absent), open({ cluster: [at(clusterPort)] })]);
      // Of a Sentinel or a cluster, ioredis does not tell why a connection failed.
      const text = expect.stringMatching(
        /^openRedis: no (?:server could be reached|master was found through the Sentinels) within 2 seconds \((?:ECONNREFUSED|connection_lost)\)\./,
      );
      expect(warned.mock.calls).toEqual(Array.from({ length: 3 }, () => [text, 'CallVerificationWarning']));
      const store = createRedisStore({ client: opened, prefix: randomUUID() });
      await expect(store.get('key')).rejects.toMatchObject({ name: 'RedisConnectionError', code: 'ECONNREFUSED' });
      await late.restart();
      expect(await untilAnswered(() => store.get('key'))).toEqual(['ECONNREFUSED']);
    });

    it('speaks TLS, and refuses a certificate that it does not trust', async () => {
      const port = await freePort();
      const { folder, ca } = await makeCertificate();
      const files = ['--tls-cert-file', `${folder}/server.crt`, '--tls-key-file', `${folder}/server.key`];
      const secure = await startRedis(['--tls-port', String(port), ...files, '--tls-auth-clients', 'no']);
      onTestFinished(() => secure.close());
      const url = `rediss://127.0.0.1:${port}`;
      await expect(open(url)).rejects.toThrow('openRedis: the options trust no such certificate as the server has.');
      const opened = await open({ url, tls: { ca } });
      expect(await opened.call('PING')).toBe('PONG');
    });

    it('takes many commands at once from the first moment on, of a cluster, too', async () => {
      const opened = await open({ cluster: cluster.ports.map(at) });
      const store = createRedisStore({ client: opened, prefix: randomUUID() });
      const counts = Array.from({ length: 60 }, (__, index) => store.count(`counter ${index}`, 1, { expiresAt: Date.now() + HOUR }));
      expect(await Promise.all(counts)).toEqual(counts.map(() => 1));
    });

    it('answers what is on its way when it closes, and nothing afterwards', async () => {
      const opened = await open(login('right'));
      const store = createRedisStore({ client: opened, prefix: randomUUID() });
      const answers = Promise.all(Array.from({ length: 60 }, () => store.get('key')));
      await opened.close();
      expect(await answers).toHaveLength(60);
      await expect(store.get('counter')).rejects.toMatchObject({ code: 'connection_lost' });
      await opened.close();
    });
  });
});

/** For 127.0.0.1, signed by itself. */
async function makeCertificate(): Promise<{ readonly folder: string; readonly ca: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'express-call-verification-tls-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const names = ['-subj', '/CN=redis', '-addext', 'subjectAltName=IP:127.0.0.1'];
  const files = ['-keyout', `${folder}/server.key`, '-out', `${folder}/server.crt`];
  await promisify(execFile)('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...names, ...files]);
  return { folder, ca: readFileSync(`${folder}/server.crt`, 'utf8') };
}
