/** What a browser is told to do: the commands of W3C WebDriver that the stories need, whatever carries them. */

/** How a page refers to an element outside (W3C WebDriver, 12.2). */
const ELEMENT_KEY = 'element-6066-11e4-a52e-4f735466cecf';

/** A command in both forms: method and path over HTTP, and its name in Firefox's Marionette. */
export const COMMANDS = {
  navigate: ['POST', '/url', 'WebDriver:Navigate'],
  refresh: ['POST', '/refresh', 'WebDriver:Refresh'],
  execute: ['POST', '/execute/sync', 'WebDriver:ExecuteScript'],
  click: ['POST', '/element/{id}/click', 'WebDriver:ElementClick'],
  type: ['POST', '/element/{id}/value', 'WebDriver:ElementSendKeys'],
  act: ['POST', '/actions', 'WebDriver:PerformActions'],
  picture: ['GET', '/screenshot', 'WebDriver:TakeScreenshot'],
} as const;

export type Command = keyof typeof COMMANDS;
export type Parameters = Readonly<Record<string, unknown>>;

/** Sends one command of a session, and gives its value back. Rejects with the browser's own words. */
export type Send = (command: Command, parameters: Parameters) => Promise<unknown>;

export interface WebDriver {
  open(url: string): Promise<void>;
  reload(): Promise<void>;
  /** Runs the body of a function in the page. */
  run(script: string, ...args: unknown[]): Promise<unknown>;
  /** Clicks the element that this expression gives. */
  click(expression: string): Promise<void>;
  /** Puts the focus into an element and types. */
  type(expression: string, text: string): Promise<void>;
  /** Presses and releases keys, wherever the focus is. */
  press(...keys: readonly string[]): Promise<void>;
  /** What the window shows, as PNG. */
  picture(): Promise<Buffer>;
}

export function createWebDriver(send: Send): WebDriver {
  const find = async (expression: string): Promise<string> => {
    const found = await send('execute', { script: `return ${expression};`, args: [] });
    const id = typeof found === 'object' && found !== null ? Reflect.get(found, ELEMENT_KEY) : undefined;
    if (typeof id !== 'string') throw new Error(`there is no element ${expression}`);
    return id;
  };
  return {
    async open(url) {
      await send('navigate', { url });
    },
    async reload() {
      await send('refresh', {});
    },
    run: (script, ...args) => send('execute', { script, args }),
    async click(expression) {
      await send('click', { id: await find(expression) });
    },
    async type(expression, text) {
      await send('type', { id: await find(expression), text });
    },
    async press(...keys) {
      const actions = keys.flatMap((value) => [
        { type: 'keyDown', value },
        { type: 'keyUp', value },
      ]);
      await send('act', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
    picture: async () => Buffer.from(String(await send('picture', { full: false })), 'base64'),
  };
}
