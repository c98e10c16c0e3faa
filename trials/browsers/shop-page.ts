/** The demo's page in any browser: the element, and the simulated telephone that it calls. */
import type { SimulatedCall, VirtualTelephone } from 'express-call-verification/simulator';
import type { Demo } from '../../demo-app/start-demo.js';
import { until } from './until.js';
import type { WebDriver } from './web-driver.js';

const NUMBER = '+79157770101';
const HOST = `document.querySelector('call-verification')`;

/** An expression for the first match inside the element. */
const inside = (selector: string): string => `${HOST}.shadowRoot.querySelector(${JSON.stringify(selector)})`;

const PHONE = inside('#phone');
const CODE = inside('#code');
const CALL = inside('form button.primary');

/** Kept by the page itself, because not every browser tells its console over WebDriver. */
const LISTEN = `globalThis.complaints ??= [];
  addEventListener('error', (event) => complaints.push(String(event.message)));
  addEventListener('unhandledrejection', (event) => complaints.push(String(event.reason)));
  addEventListener('securitypolicyviolation', (event) => complaints.push('policy: ' + event.violatedDirective));`;

export interface ShopPage {
  readonly driver: WebDriver;
  readonly telephone: VirtualTelephone;
  reload(): Promise<void>;
  /** Types the number and clicks. */
  askForCall(): Promise<void>;
  /** Waits until the telephone has had this many calls, and gives the newest. */
  called(times?: number): Promise<SimulatedCall>;
  /** Chooses another way, once that is possible. */
  askFor(kind: string): Promise<void>;
  typeCode(code: string): Promise<void>;
  /** Waits until the element has come to this step. */
  reached(step: 'number' | 'code' | 'verified' | 'ended'): Promise<void>;
  /** Waits for a complaint beside the code. */
  codeProblem(): Promise<string>;
  /** Waits until the focus is on the element's part with this id. */
  focused(id: string): Promise<void>;
  /** The claims that the page shows of the token say the number. */
  signedIn(): Promise<void>;
  complaints(): Promise<readonly string[]>;
}

export async function openShopPage(driver: WebDriver, demo: Demo): Promise<ShopPage> {
  if (demo.simulator === undefined) throw new Error('the demo is not simulated');
  const telephone = demo.simulator.telephone(NUMBER);
  const isThere = (expression: string): Promise<boolean> =>
    driver.run(`return Boolean(${HOST}?.shadowRoot && ${expression});`).then(Boolean);
  const arrive = async (): Promise<void> => {
    await driver.run(LISTEN);
    await until('the element', () => isThere(`(${PHONE} ?? ${CODE})`));
  };
  await driver.open(demo.url);
  await arrive();
  return {
    driver,
    telephone,
    async reload() {
      await driver.reload();
      await arrive();
    },
    async askForCall() {
      await driver.type(PHONE, NUMBER);
      await driver.click(CALL);
    },
    called: (times = 1) =>
      until('the telephone to be called', () => (telephone.calls.length >= times ? telephone.calls.at(-1) : undefined)),
    async askFor(kind) {
      const button = inside(`button.way[data-method="${kind}"]:not([aria-disabled])`);
      await until(`the way ${kind}`, () => isThere(button));
      await driver.click(button);
    },
    async typeCode(code) {
      await until('the code field', () => isThere(`${CODE} && !${CODE}.readOnly`));
      await driver.type(CODE, code);
    },
    async reached(step) {
      await until(`the step "${step}"`, async () => (await driver.run(`return ${HOST}.step;`)) === step);
    },
    codeProblem: () =>
      until(
        'a complaint beside the code',
        async () => String(await driver.run(`return ${inside('#code-problem')}?.textContent.trim() ?? '';`)) || undefined,
      ),
    async focused(id) {
      await until(`the focus on #${id}`, async () => (await driver.run(`return ${HOST}.shadowRoot.activeElement?.id;`)) === id);
    },
    async signedIn() {
      await until('the claims', async () =>
        String(await driver.run(`return document.querySelector('#claims')?.textContent ?? '';`)).includes(NUMBER),
      );
    },
    complaints: async () => ((await driver.run('return globalThis.complaints ?? [];')) as unknown[]).map(String),
  };
}
