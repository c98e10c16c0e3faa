import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsumer, type Dependency, packPackage } from './consumer.js';

const ROOT_EXPORTS = [
  'ConfigurationError',
  'SenderRefused',
  'callStatus',
  'callVerificationRouter',
  'callWebhooks',
  'cancelCallVerification',
  'checkCallCode',
  'createCallVerification',
  'createMcn',
  'createMemoryStore',
  'createMobilGroup',
  'createSender',
  'createSmsText',
  'requireVerifiedPhone',
  'startCallVerification',
];

/** Prints the names of the root exports, mounts the package on an app, and prints how a start without a phone number is answered. */
const USE_IT = `
const methods = api.createMcn({ token: 'token-of-the-consumer', accountId: '117793' });
const calls = api.createCallVerification({ secret: 'k7Vw2nQ9xT4mB8rZ1sD6hJ3pL5cF0gYa', countries: ['RU'], methods: [methods.flashCall()] });
const app = express();
app.post('/auth/call', api.startCallVerification(calls));
app.use('/phone', api.callVerificationRouter(calls));
const server = app.listen(0, '127.0.0.1', async () => {
  const origin = \`http://127.0.0.1:\${server.address().port}\`;
  const response = await fetch(\`\${origin}/auth/call\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  });
  const { code } = await response.json();
  const script = await (await fetch(\`\${origin}/phone/client.js\`)).text();
  const described = await (await fetch(\`\${origin}/phone/openapi.json\`)).json();
  // What one half of the package made, the other half takes.
  app.use('/half', (await otherHalf()).callVerificationRouter(calls));
  const half = await fetch(\`\${origin}/half\`, { method: 'DELETE' });
  // Also a failure of its store.
  const fail = () => Promise.reject(new Error('down'));
  const store = { get: fail, put: fail, delete: fail, count: fail };
  const failing = api.createCallVerification({ secret: 'k7Vw2nQ9xT4mB8rZ1sD6hJ3pL5cF0gYa', countries: ['RU'], methods: [methods.flashCall()], store });
  app.use('/failing', (await otherHalf()).callVerificationRouter(failing));
  const failed = await fetch(\`\${origin}/failing\`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"phone":"+79157777777"}',
  });
  app.use('/console', consolePart.callConsole(calls, { authorize: () => true }));
  const page = await (await fetch(\`\${origin}/console/console.js\`)).text();
  const known = await client.createCallVerificationClient({ url: \`\${origin}/phone\` }).countries();
  server.close();
  await calls.close();
  console.log(JSON.stringify({
    names: Object.keys(api).filter((name) => name !== '__esModule' && name !== 'default').sort(),
    subpaths: [
      simulator.createProviderSimulator, testing.storeContract, testing.methodContract, sqlite.createSqliteStore,
      redis.createRedisStore, postgres.createPostgresStore,
      opentelemetry.observeCalls, opentelemetry.untraced,
    ].map((each) => typeof each),
    express: 'del' in app ? 4 : 5,
    answer: [response.status, code],
    script: /customElements\\.define\\(.call-verification./.test(script),
    console: /uPlot/.test(page),
    countries: known.countries,
    described: described.openapi,
    half: half.status,
    failed: failed.status,
  }));
});
`;

const ESM_PROGRAM = `
import express from 'express';
import * as api from 'express-call-verification';
import * as client from 'express-call-verification/client';
import * as consolePart from 'express-call-verification/console';
import * as simulator from 'express-call-verification/simulator';
import * as testing from 'express-call-verification/testing';
import * as sqlite from 'express-call-verification/sqlite';
import * as redis from 'express-call-verification/redis';
import * as postgres from 'express-call-verification/postgres';
import * as opentelemetry from 'express-call-verification/opentelemetry';
import { createRequire } from 'node:module';
const otherHalf = async () => createRequire(import.meta.url)('express-call-verification');
${USE_IT}`;

const COMMONJS_PROGRAM = `
const express = require('express');
const api = require('express-call-verification');
const client = require('express-call-verification/client');
const consolePart = require('express-call-verification/console');
const simulator = require('express-call-verification/simulator');
const testing = require('express-call-verification/testing');
const sqlite = require('express-call-verification/sqlite');
const redis = require('express-call-verification/redis');
const postgres = require('express-call-verification/postgres');
const opentelemetry = require('express-call-verification/opentelemetry');
const otherHalf = () => import('express-call-verification');
${USE_IT}`;

const TYPESCRIPT_PROGRAM = `
import express from 'express';
import { callStatus, callWebhooks, checkCallCode, createCallVerification, createMcn, createMobilGroup,
         startCallVerification } from 'express-call-verification';
import { type ClientProblem, createCallVerificationClient } from 'express-call-verification/client';
import { createProviderSimulator } from 'express-call-verification/simulator';
import { observeCalls, untraced } from 'express-call-verification/opentelemetry';
import { createPostgresStore } from 'express-call-verification/postgres';
import { createRedisStore } from 'express-call-verification/redis';
import { createSqliteStore, openSqlite } from 'express-call-verification/sqlite';
import { methodContract, storeContract } from 'express-call-verification/testing';

const app = express();
const mcn = createMcn({ token: process.env['MCN_TOKEN'], accountId: '117793' });
const mobilGroup = createMobilGroup({ apiKey: process.env['MOBILGROUP_KEY'] });
const calls = createCallVerification({
  secret: process.env['CALL_VERIFICATION_SECRET'],
  countries: ['RU', 'SK'],
  methods: [mcn.flashCall(), mobilGroup.voiceCall({ repeat: true })],
  fetch: untraced(),
});
export const stopObserving: () => void = observeCalls(calls);
app.post('/auth/call', startCallVerification(calls));
app.post('/auth/call/check', checkCallCode(calls));
app.get('/auth/call/status', callStatus(calls));
app.use('/webhooks/calls', callWebhooks(calls));

// Were anything typed as \`any\`, these would be no errors.
// @ts-expect-error
createMcn({ token: 1, accountId: '117793' });
// @ts-expect-error
startCallVerification('not a service');
// @ts-expect-error
createCallVerificationClient({ url: 1 });
export const started = createCallVerificationClient().start({ phone: '+7 915 777-77-77' });
export const isProblem = async (): Promise<ClientProblem | undefined> => {
  const result = await started;
  return result.ok ? undefined : result;
};
export const functions: readonly (() => unknown)[] = [
  () => createProviderSimulator, () => storeContract, () => methodContract, () => createPostgresStore, () => createRedisStore, () => openSqlite,
];
export const store = async () => createSqliteStore({ database: await openSqlite('calls.db') });
`;

/** For bundlers, and so an ES module only. */
const ELEMENT_PROGRAM = `
import { CallVerificationElement, defineMessages } from 'express-call-verification/element';
import 'express-call-verification/element/register';

defineMessages('de', { 'phone.label': 'Ihre Telefonnummer' });
export const begin = (element: CallVerificationElement): Promise<void> => element.start();
export const found: CallVerificationElement | null = document.querySelector('call-verification');
// @ts-expect-error
export const url: number = new CallVerificationElement().url;
`;

const TSCONFIG = JSON.stringify({
  compilerOptions: {
    target: 'ES2023',
    module: 'NodeNext',
    types: ['node'],
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noEmit: true,
  },
  files: ['main.mts', 'main.cts', 'element.mts'],
});

/** A compiler that checks the program and our declarations, as `skipLibCheck: false` would, but not those of every dependency: six times faster. */
const COMPILER = `
const ts = require('typescript');
const { fileNames, options } = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, ts.sys);
const program = ts.createProgram(fileNames, options);
const ours = program.getSourceFiles().filter(({ fileName }) => !/node_modules\\/(?!express-call-verification\\/)/.test(fileName));
const diagnostics = [...program.getOptionsDiagnostics(), ...ours.flatMap((file) => [
  ...program.getSyntacticDiagnostics(file),
  ...program.getSemanticDiagnostics(file),
])];
console.log(ts.formatDiagnostics(diagnostics, { getCurrentDirectory: () => '', getCanonicalFileName: (name) => name, getNewLine: () => '\\n' }));
console.log(ours.some(({ fileName }) => fileName.endsWith('/dist/cjs/index.d.ts')), ours.some(({ fileName }) => fileName.endsWith('/dist/esm/index.d.ts')));
`;

const EXPRESS: Record<4 | 5, { runTime: readonly Dependency[]; types: readonly Dependency[] }> = {
  4: { runTime: [['express', 'express4']], types: [['@types/express', '@types/express4']] },
  5: { runTime: ['express'], types: ['@types/express'] },
};

describe('the packed package', { timeout: 300_000 }, () => {
  let packed: Awaited<ReturnType<typeof packPackage>>;
  beforeAll(async () => {
    packed = await packPackage();
  }, 300_000);
  afterAll(() => packed?.remove());

  const endingsIn = (folder: string): Set<string> => {
    const names = readdirSync(join(packed.folder, folder), { recursive: true, encoding: 'utf8' });
    return new Set(names.flatMap((name) => /(\.d\.ts|\.[a-z]+)$/.exec(name)?.[0] ?? []));
  };

  it('holds what was built, its manifest, licence and documents, and nothing else', () => {
    const documents = ['CHANGELOG.md', 'LICENSE', 'README.md', 'SECURITY.md', 'THIRD_PARTY_NOTICES.md', 'docs'];
    expect(readdirSync(packed.folder).sort()).toEqual([...documents, 'dist', 'package.json'].sort());
    expect(readdirSync(join(packed.folder, 'dist')).sort()).toEqual(['cjs', 'demo', 'esm']);
    expect(endingsIn('dist/esm')).toEqual(new Set(['.js', '.d.ts']));
    expect(endingsIn('dist/cjs')).toEqual(new Set(['.js', '.d.ts', '.json']));
    expect(endingsIn('dist/demo')).toEqual(new Set(['.js', '.css', '.html', '.svg']));
    expect(endingsIn('docs')).toEqual(new Set(['.md', '.json']));
  });

  it('names no file of the machine that built it', () => {
    const files = readdirSync(packed.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const naming = files.filter((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8').includes(process.cwd()));
    expect(naming.map((entry) => entry.name)).toEqual([]);
  });

  it('has a component of React that a server renders, from modules as they are', async () => {
    const program = `
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { CallVerification } from 'express-call-verification/react';
console.log(renderToString(createElement(CallVerification, { url: '/auth/call', required: true, onVerified: () => undefined })));`;
    const consumer = createConsumer(packed.folder, { 'main.mjs': program }, ['lit', 'react', 'react-dom']);
    expect(await consumer.node('main.mjs')).toBe('<call-verification url="/auth/call" required=""></call-verification>\n');
  });

  describe.each([4, 5] as const)('on Express %i', (express) => {
    it.each([
      ['an ESM project', 'main.mjs', ESM_PROGRAM],
      ['a CommonJS project', 'main.cjs', COMMONJS_PROGRAM],
    ])('works in %s, by exactly the documented names', async (_, file, program) => {
      const consumer = createConsumer(packed.folder, { [file]: program }, [...EXPRESS[express].runTime, '@opentelemetry/api']);
      expect(JSON.parse(await consumer.node(file))).toEqual({
        names: ROOT_EXPORTS,
        subpaths: Array(8).fill('function'),
        express,
        answer: [400, 'invalid_request'],
        script: true,
        console: true,
        countries: [
          {
            country: 'RU',
            callingCode: '7',
            mask: '### ###-##-##',
            lengths: [10],
            nationalPrefix: '8',
            internationalPrefixes: ['810', '00'],
          },
        ],
        described: '3.1.1',
        half: 400,
        failed: 503,
      });
    });

    it('has an element that can be imported where a page is rendered on a server', async () => {
      const program =
        "import { CallVerificationElement } from 'express-call-verification/element';\nimport 'express-call-verification/element/register';\nconsole.log(typeof CallVerificationElement);";
      const consumer = createConsumer(packed.folder, { 'main.mjs': program }, ['lit']);
      expect(await consumer.node('main.mjs')).toBe('function\n');
    });

    it('compiles in a strict TypeScript project, imported and required', async () => {
      const files = {
        'main.mts': TYPESCRIPT_PROGRAM,
        'main.cts': TYPESCRIPT_PROGRAM,
        'element.mts': ELEMENT_PROGRAM,
        'tsconfig.json': TSCONFIG,
        'compile.cjs': COMPILER,
      };
      const consumer = createConsumer(packed.folder, files, [
        'typescript',
        '@types/node',
        'lit',
        '@opentelemetry/api',
        ...EXPRESS[express].types,
      ]);
      // No diagnostics, and both sets of declarations were among what was checked.
      expect(await consumer.node('compile.cjs')).toBe('\ntrue true\n');
    });
  });
});
