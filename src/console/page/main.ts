/** The console's page: asks for the snapshot every few seconds, and shows it. */
import { html, render } from 'lit/html.js';
import type { Snapshot, Story } from '../snapshot.js';
import { callbacksTemplate } from './callbacks.js';
import { chartsTemplate, drawCharts } from './charts.js';
import { askSnapshot, askStory, type Choice, type Received, release } from './connection.js';
import { outcomesTemplate, rowsTemplate, tilesTemplate } from './figures.js';
import { headTemplate } from './head.js';
import { breakersTemplate, healthTemplate, noticesTemplate } from './operations.js';
import { storiesTemplate, storyTemplate } from './stories.js';

const EVERY_MS = 5000;

const byId = <Type extends HTMLElement>(id: string): Type => document.getElementById(id) as Type;
const [head, main, dialog, announcer] = [byId('head'), byId('main'), byId<HTMLDialogElement>('story'), byId('announcer')];

let shown: Received | undefined;
let choice: Choice = { span: 'hour', provider: '', kind: '', country: '' };
let trouble: string | undefined;
/** What was asked of the service and did not work. */
let failure: string | undefined;
let firstProcess: string | undefined;
let sought = '';
let storyState = '';
let asked: string | undefined;
let story: { readonly txn: string; readonly told: Story | undefined } | undefined;
const openTables = new Set<string>();

function processOf({ process: { host, pid } }: Snapshot): string {
  return `${host} ${pid}`;
}

function draw(): void {
  const snapshot = shown?.snapshot;
  const isOther = snapshot !== undefined && firstProcess !== undefined && processOf(snapshot) !== firstProcess;
  render(headTemplate({ snapshot, choice, trouble: failure ?? trouble, isOther, choose }), head);
  if (snapshot === undefined) return;
  main.querySelector('noscript')?.remove();
  render(
    html`${tilesTemplate(snapshot)}
    ${chartsTemplate(snapshot, openTables, (id, isOpen) => {
      if (openTables.has(id) === isOpen) return;
      openTables[isOpen ? 'add' : 'delete'](id);
      draw();
    })}
    ${rowsTemplate(snapshot)}
    <div class="columns">
      ${breakersTemplate(snapshot, { asked, ask, release: (prefix) => void openPrefix(prefix) })}${healthTemplate(snapshot)}${outcomesTemplate(snapshot)}${noticesTemplate(snapshot)}
    </div>
    ${storiesTemplate(snapshot, { sought, state: storyState, seek, chooseState, open: (txn) => void openStory(txn) })}
    ${callbacksTemplate(snapshot)}`,
    main,
  );
  drawCharts(main, snapshot);
}

function choose(part: Partial<Choice>): void {
  choice = { ...choice, ...part };
  draw();
  void refresh();
}

function seek(text: string): void {
  sought = text;
  draw();
}

function chooseState(state: string): void {
  storyState = state;
  draw();
}

function ask(prefix: string | undefined): void {
  asked = prefix;
  draw();
  // The button that was pressed is gone.
  const next = main.querySelector<HTMLElement>(prefix === undefined ? '.breaker button' : '.breaker .primary');
  next?.focus();
}

async function openPrefix(prefix: string): Promise<void> {
  const isOpen = await release(prefix);
  announcer.textContent = isOpen ? `${prefix} is open.` : `${prefix} could not be opened.`;
  asked = undefined;
  failure = isOpen ? undefined : `${prefix} could not be opened. Look at the state of the service, and try again.`;
  await refresh();
  main.focus();
}

function drawStory(): void {
  if (story !== undefined)
    render(
      storyTemplate(story.txn, story.told, () => dialog.close()),
      dialog,
    );
}

/** Which story was asked for last: an answer about an earlier one comes too late. */
let opening = 0;

async function openStory(txn: string): Promise<void> {
  opening += 1;
  const mine = opening;
  const told = await askStory(txn);
  if (mine !== opening) return;
  story = { txn, told };
  drawStory();
  if (!dialog.open) dialog.showModal();
}

dialog.addEventListener('close', () => {
  story = undefined;
});

/** Which request is the newest: an answer to an older one comes too late. */
let asking = 0;
let isUnderWay = false;

async function refresh(): Promise<void> {
  asking += 1;
  const mine = asking;
  isUnderWay = true;
  const answer = await askSnapshot(choice, shown);
  if (mine !== asking) return;
  isUnderWay = false;
  if (answer === 'gone') trouble = 'You are not let in any more. Load the page again.';
  else if (answer === 'failed') trouble = 'No answer. The figures are old; the page asks again.';
  else if (answer === 'unchanged') trouble = undefined;
  else {
    trouble = undefined;
    shown = answer;
    firstProcess ??= processOf(answer.snapshot);
  }
  draw();
  if (story !== undefined) {
    const { txn } = story;
    const told = await askStory(txn);
    if (story?.txn === txn && told !== undefined) {
      story = { txn, told };
      drawStory();
    }
  }
}

/** Nobody looks at a hidden page. And where answers take longer than that, each further request would make the one before it worthless. */
setInterval(() => {
  if (!document.hidden && !isUnderWay) void refresh();
}, EVERY_MS);
document.addEventListener('visibilitychange', () => {
  if (!document.hidden) void refresh();
});
matchMedia('(prefers-color-scheme: dark)').addEventListener('change', draw);
void refresh();
