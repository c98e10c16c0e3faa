/** What mutation testing runs: the unit tests of core/ and options/ alone. They are pure, so they need no set-up and may share a process. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/{core,options}/**/*.test.ts'],
    // Thousands of rows in loops of floating-point sums: a hundred times slower when every step is counted.
    exclude: ['test/core/fraud/code-rows.test.ts'],
    pool: 'threads',
    isolate: false,
    testTimeout: 60_000,
  },
});
