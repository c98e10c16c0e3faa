/** The contracts under Node's own test runner. Run by `store-contract.test.ts` only. */
import { describe, it } from 'node:test';
import { createMemoryStore } from '../../src/stores/memory.js';
import { methodContract, storeContract } from '../../src/testing/index.js';
import { createSoundMethod, refusal, success } from './method/sound-method.js';

storeContract('the memory store', () => createMemoryStore(), { describe, it });
methodContract('a sound method', (standIn) => createSoundMethod(standIn), { describe, it, success, refusal });
