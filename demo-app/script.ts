/** Tells in the terminal, method by method, what the page shows: real HTTP against the app that it starts. */
import { createStage, StoryFailed } from './script-stage.js';
import { STORIES, type Story } from './script-stories.js';
import { type Demo, startDemo } from './start-demo.js';
import type { Terminal } from './terminal.js';

/** @returns whether every story ended well */
export async function tellStories(terminal: Terminal): Promise<boolean> {
  const { bold, dim, good, bad, write } = terminal;
  write(`\n  ${bold('Sign in with a call')}, method by method. ${dim('Providers and telephone are simulated: nobody is called.')}`);
  let told = 0;
  for (const [index, story] of STORIES.entries()) {
    write(`\n  ${bold(`${index + 1}/${STORIES.length}  ${story.method}`)}  ${dim(story.does)}`);
    const failure = await tell(story, terminal);
    if (failure === undefined) told += 1;
    write(failure === undefined ? `  ${good('✓ signed in')}` : `  ${bad(`✗ ${failure}`)}`);
  }
  const isWhole = told === STORIES.length;
  write(`\n  ${isWhole ? good(`All ${told} methods work.`) : bad(`${STORIES.length - told} of ${STORIES.length} methods failed.`)}\n`);
  return isWhole;
}

/** @returns what went wrong, in one sentence */
async function tell(story: Story, terminal: Terminal): Promise<string | undefined> {
  let demo: Demo | undefined;
  try {
    demo = await startDemo({ port: 0, story: story.method, resendDelaysSeconds: [0] });
    await story.tell(createStage(demo, terminal));
    return undefined;
  } catch (error) {
    if (error instanceof StoryFailed) return error.message;
    return error instanceof Error ? `${error.name}: ${error.message}` : 'something unexpected was thrown';
  } finally {
    await demo?.close();
  }
}
