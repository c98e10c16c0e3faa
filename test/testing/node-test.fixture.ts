/** The contract of a store under Node's own test runner. Run by `store-contract.test.ts` only. */
import { describe, it } from 'node:test';
import { createMemoryStore } from '../../src/stores/memory.js';
import { storeContract } from '../../src/testing/index.js';

storeContract('the memory store', () => createMemoryStore(), { describe, it });
