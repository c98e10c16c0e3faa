import { describe } from 'vitest';
import { createMemoryStore } from '../../src/stores/memory.js';
import { itCountsOverThreeWays } from './three-ways.js';

describe('the memory store', () => itCountsOverThreeWays(() => createMemoryStore({ clock: () => 0 })));
