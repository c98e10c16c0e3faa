/** The suite's own configuration, on the one file that prints a secret. */
import suite from '../../../vitest.config.js';

const { projects: _, ...test } = suite.test ?? {};

export default { ...suite, test: { ...test, include: ['test/support/output-check.fixture/leak.ts'] } };
