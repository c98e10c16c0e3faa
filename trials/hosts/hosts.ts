/** All hosts, in the order of the table. */
import { BUNDLE_HOSTS } from './bundles.js';
import { COMMONJS_PROGRAM, COMMONJS_TEST, ESM_PROGRAM, ESM_TEST, LAMBDA_PROGRAM, VITEST_TEST } from './entries.js';
import type { Host } from './host.js';
import { NEXT_HOSTS } from './next.js';

/** Runs the sample of this repository, compiled as its reader compiles it. */
const NEST_PROGRAM = `import { createMcn } from 'express-call-verification';
import { createProviderSimulator } from 'express-call-verification/simulator';
import { CALLS } from './dist/call-verification/calls.js';
import { WEBHOOKS_PATH } from './dist/call-verification/call-verification.module.js';
import { createApp } from './dist/create-app.js';
import proof from './prove.cjs';
import shop from './shop.cjs';

const simulator = await createProviderSimulator();
const methods = [createMcn(simulator.mcn).flashCall()];
const app = await createApp({ secret: 'a secret of 32 bytes, for trials only', countries: ['RU'], methods }, { logger: ['error', 'warn'] });
await app.listen(0, '127.0.0.1');
const url = await app.getUrl();
await shop.proveAndWrite({ url, simulator, calls: app.get(CALLS), prove: proof.prove, prefix: '/api', webhooks: WEBHOOKS_PATH });
await app.close();
await simulator.close();
`;

const NEST = {
  packages: [],
  told: ['@nestjs/core', '@nestjs/platform-express', 'express', 'typescript'],
  copies: 'examples/nestjs',
  files: { 'run.mjs': NEST_PROGRAM },
} as const;

const DENO_ALLOWS = ['--allow-env', '--allow-net', '--allow-read', '--allow-sys'];

export const HOSTS: readonly Host[] = [
  {
    name: 'express4',
    title: 'Express 4, CommonJS',
    packages: ['express@4'],
    told: ['express'],
    files: { 'app.cjs': COMMONJS_PROGRAM },
    commands: [['node', 'app.cjs']],
    how: 'As the README says, with `require`.',
  },
  {
    name: 'express5',
    title: 'Express 5, ES modules',
    packages: ['express@5'],
    told: ['express'],
    files: { 'app.mjs': ESM_PROGRAM },
    commands: [['node', 'app.mjs']],
    how: 'As the README says.',
  },
  {
    ...NEST,
    name: 'nest',
    title: 'NestJS 11, ES modules',
    commands: [
      ['node', 'node_modules/typescript/bin/tsc'],
      ['node', 'run.mjs'],
    ],
    how: 'The sample [examples/nestjs](../examples/nestjs), which [nestjs.md](nestjs.md) explains.',
  },
  {
    ...NEST,
    name: 'nest-commonjs',
    title: 'NestJS 11, CommonJS',
    commands: [
      ['npm', 'pkg', 'delete', 'type'],
      ['node', 'node_modules/typescript/bin/tsc'],
      ['node', 'run.mjs'],
    ],
    how: 'The same sample, without `"type": "module"`: as `nest new` makes a project.',
  },
  ...NEXT_HOSTS,
  {
    name: 'serverless-http',
    title: 'serverless-http, a Lambda behind an HTTP API',
    packages: ['serverless-http@4', 'express@5'],
    told: ['serverless-http', 'express'],
    files: { 'app.mjs': LAMBDA_PROGRAM },
    commands: [['node', 'app.mjs']],
    lacks: ['stream'],
    how: '`callVerificationRouter(calls, { status: { stream: false } })`, and a store that all instances share, because each has a memory of its own.',
  },
  {
    name: 'jest',
    title: 'Jest, CommonJS',
    packages: [],
    told: ['jest', 'express'],
    copies: 'examples/jest',
    files: { 'shop.test.cjs': COMMONJS_TEST },
    commands: [['node', 'node_modules/jest/bin/jest.js']],
    how: 'No configuration. The sample [examples/jest](../examples/jest) passes there, too; [testing](recipes/testing.md) explains it.',
  },
  {
    name: 'jest-esm',
    title: 'Jest, ES modules',
    packages: ['jest@30', 'express@5'],
    told: ['jest', 'express'],
    files: { 'shop.test.mjs': ESM_TEST, 'jest.config.mjs': 'export default { transform: {} };\n' },
    commands: [['node', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js']],
    how: '`node --experimental-vm-modules`, and `transform: {}`.',
  },
  {
    name: 'vitest',
    title: 'Vitest',
    packages: [],
    told: ['vitest', 'express'],
    copies: 'examples/vitest',
    files: { 'shop.test.mjs': VITEST_TEST },
    commands: [['node', 'node_modules/vitest/vitest.mjs', 'run']],
    how: 'No configuration. The sample [examples/vitest](../examples/vitest) passes there, too; [testing](recipes/testing.md) explains it.',
  },
  ...BUNDLE_HOSTS,
  {
    name: 'pnpm',
    title: 'pnpm',
    packages: ['express@5'],
    told: ['express'],
    tools: ['pnpm'],
    install: [['pnpm', 'add', '{tarball}', 'express@5']],
    files: { 'app.mjs': ESM_PROGRAM },
    commands: [['node', 'app.mjs']],
    how: '`pnpm add express-call-verification express`; nothing is hoisted for it.',
  },
  {
    name: 'bun',
    title: 'Bun',
    packages: ['express@5'],
    told: ['express'],
    tools: ['bun'],
    install: [['bun', 'add', '{tarball}', 'express@5']],
    files: { 'app.mjs': ESM_PROGRAM },
    commands: [['bun', 'app.mjs']],
    how: '`bun add express-call-verification express`.',
  },
  {
    name: 'deno',
    title: 'Deno',
    packages: ['express@5'],
    told: ['express'],
    tools: ['deno'],
    files: { 'app.mjs': ESM_PROGRAM },
    commands: [['deno', 'run', ...DENO_ALLOWS, '--allow-write', '--node-modules-dir=manual', 'app.mjs']],
    how: `Installed by npm; \`deno run ${DENO_ALLOWS.join(' ')} --node-modules-dir=manual\`.`,
  },
];
