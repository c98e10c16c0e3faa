/** Set-up file of every test file: no answer in its tests is otherwise than `docs/openapi.json` says. */
import { afterEach, expect } from 'vitest';
import { startWatching, takeFaults } from './described-answers.js';

startWatching();

afterEach(async () => {
  expect((await takeFaults()).join('\n'), 'answers that docs/openapi.json describes otherwise').toBe('');
});
