import { describe, expect, it } from 'vitest';
import { createReads } from '../../src/stores/postgres/reads.js';

/** Every key but `none` is there. */
function setUp() {
  const asked: (readonly string[])[] = [];
  const read = createReads(async (keys) => {
    asked.push([...keys]);
    if (keys.includes('wrong')) throw new Error('the server says no');
    return new Map(keys.filter((key) => key !== 'none').map((key) => [key, `row of ${key}`]));
  });
  return { asked, read };
}

describe('reads', () => {
  it('that are asked for together are one statement, and each gets its own row', async () => {
    const { asked, read } = setUp();
    expect(await Promise.all(['a', 'none', 'b', 'a'].map(read))).toEqual(['row of a', undefined, 'row of b', 'row of a']);
    expect(asked).toEqual([['a', 'none', 'b', 'a']]);
  });

  it('that come later are not answered by what was asked before', async () => {
    const { asked, read } = setUp();
    const first = read('a');
    await Promise.resolve();
    await Promise.all([first, read('a')]);
    expect(asked).toEqual([['a'], ['a']]);
  });

  it('are at most a hundred in a statement', async () => {
    const { asked, read } = setUp();
    const keys = Array.from({ length: 250 }, (_, index) => `key ${index}`);
    expect(await Promise.all(keys.map(read))).toEqual(keys.map((key) => `row of ${key}`));
    expect(asked.map(({ length }) => length)).toEqual([100, 100, 50]);
    await read('a');
    expect(asked.at(-1)).toEqual(['a']);
  });

  it('fail together, and the next ones are asked for anew', async () => {
    const { read } = setUp();
    const failed = await Promise.allSettled(['a', 'wrong'].map(read));
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await read('a')).toBe('row of a');
  });
});
