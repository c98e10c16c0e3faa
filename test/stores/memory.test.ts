import { describe, it } from 'vitest';
import { createMemoryStore } from '../../src/stores/memory.js';
import { storeContract } from '../../src/testing/index.js';
import { createSlowStore } from '../support/slow-store.js';
import { createTestClock } from '../support/test-clock.js';

const clock = createTestClock();

storeContract('the memory store', () => createMemoryStore({ clock }), { describe, it, clock, advance: clock.advance });
storeContract('the memory store, by the real clock', () => createMemoryStore(), { describe, it });
storeContract('the slow store of the tests', () => createSlowStore(createMemoryStore()), { describe, it });
