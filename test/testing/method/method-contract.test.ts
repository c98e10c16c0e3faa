/** The contract of a method finds what is wrong with one, by the sentence that it breaks. */
import type { CreateMethod } from 'express-call-verification/testing';
import { describe, expect, it } from 'vitest';
import { brokenSentences, testsOf } from './contract-tests.js';
import { FAULTS } from './faulty-methods.js';
import { createSoundMethod } from './sound-method.js';

describe('the contract of a method', () => {
  it('is kept by a method that does as it says', async () => {
    expect(await brokenSentences(testsOf(createSoundMethod))).toEqual([]);
  });

  it('has no sentence that none of these methods breaks', () => {
    const names = testsOf(createSoundMethod).map(({ name }) => name);
    expect(names.filter((name) => !FAULTS.some(([, , sentence]) => sentence.test(name)))).toEqual([]);
  });

  it.concurrent.each(FAULTS)('is broken by a method that %s', async (_, change, sentence) => {
    const create: CreateMethod = (standIn) => createSoundMethod(standIn, typeof change === 'function' ? change(standIn) : change);
    const meant = testsOf(create, {}, sentence);
    expect(meant).not.toEqual([]);
    expect(await brokenSentences(meant)).toEqual(meant.map(({ name }) => name));
  });
});
