import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.js';

const tsconfig: { compilerOptions: { paths: Record<string, [string]> } } = JSON.parse(
  readFileSync(new URL('tsconfig.json', import.meta.url), 'utf8'),
);

/** The package's own name means its source, in the tests as in the compiler. */
const sourceAliases = Object.entries(tsconfig.compilerOptions.paths).map(([name, [path]]) => ({
  find: new RegExp(`^${name}$`),
  replacement: fileURLToPath(new URL(path, import.meta.url)),
}));

declare module 'vitest' {
  interface ProvidedContext {
    /** The Express that a project's tests run on. */
    expressMajor: 4 | 5;
  }
}

export default defineConfig({
  test: {
    globalSetup: ['test/support/output-check.ts'],
    setupFiles: ['test/support/capture-worker-output.ts', 'test/support/check-answers.ts'],
    // Forks, and consoles that write where the process writes, so that all output can be captured and searched for secrets.
    pool: 'forks',
    // One process for many files, each of which would load Express and the package anew: no test changes what another one imports.
    isolate: false,
    sequence: { sequencer: LongestFirst },
    // One for each processor: the default leaves one idle, which on two is half of them.
    maxWorkers: '100%',
    disableConsoleIntercept: true,
    // Machines are shared and noisy: a wait ends when what is awaited comes, and a time-out is only for what never does.
    testTimeout: 30_000,
    hookTimeout: 30_000,
    expect: { poll: { timeout: 15_000 } },
    coverage: { provider: 'v8', include: ['src/**'] },
    projects: [
      {
        extends: true,
        resolve: { alias: sourceAliases },
        test: { name: 'express5', provide: { expressMajor: 5 }, include: ['test/**/*.test.ts'] },
      },
      {
        extends: true,
        resolve: { alias: [...sourceAliases, { find: /^express$/, replacement: 'express4' }] },
        test: {
          name: 'express4',
          provide: { expressMajor: 4 },
          include: ['test/{http,app}/**/*.test.ts', 'test/console/call-console.test.ts'],
        },
      },
    ],
  },
});
