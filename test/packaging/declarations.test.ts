/** What TypeScript makes of the packed declarations: in a project without the library `dom`, and in the templates of frameworks. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConsumer, type Dependency, packPackage } from './consumer.js';

/** Checks the program and our declarations, as `skipLibCheck: false` would, but not those of every dependency. */
const COMPILER = `
const ts = require('typescript');
const { fileNames, options } = ts.getParsedCommandLineOfConfigFile('tsconfig.json', {}, ts.sys);
const program = ts.createProgram(fileNames, options);
const ours = program.getSourceFiles().filter(({ fileName }) => !/node_modules\\/(?!express-call-verification\\/)/.test(fileName));
const diagnostics = [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics(), ...ours.flatMap((file) => [
  ...program.getSyntacticDiagnostics(file),
  ...program.getSemanticDiagnostics(file),
])];
console.log(ts.formatDiagnostics(diagnostics, { getCurrentDirectory: () => '', getCanonicalFileName: (name) => name, getNewLine: () => '\\n' }));
console.log(ours.some(({ fileName }) => fileName.includes('/express-call-verification/dist/')));
`;

const STRICT = {
  target: 'ES2023',
  module: 'NodeNext',
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
};

/** In a project that has what every platform has. */
const CLIENT = `
import { type ClientProblem, createCallVerificationClient } from 'express-call-verification/client';

const client = createCallVerificationClient({ url: 'https://shop.example/auth/call', headers: () => ({ 'x-csrf': 'token' }), credentials: 'include' });
export const problem = async (): Promise<ClientProblem | undefined> => {
  const result = await client.start({ phone: '+7 915 777-77-77' });
  return result.ok ? undefined : result;
};
// @ts-expect-error
createCallVerificationClient({ credentials: 'sometimes' });
// @ts-expect-error
createCallVerificationClient({ headers: 1 });
`;

/** In a project whose platform has \`fetch\`. */
const CLIENT_WITH_FETCH = `${CLIENT}
createCallVerificationClient({ fetch: globalThis.fetch, headers: new Headers({ a: 'b' }) });
createCallVerificationClient({ fetch: (input, init) => fetch(input, init), headers: [['a', 'b']] });
createCallVerificationClient({ headers: async () => new Headers() });
export const late = client.start({ phone: '' }, { signal: AbortSignal.timeout(1000) });
// @ts-expect-error
createCallVerificationClient({ fetch: 1 });
// @ts-expect-error
export const never = client.start({ phone: '' }, { signal: 'now' });
`;

const ELEMENT = `
import { CallVerificationElement } from 'express-call-verification/element';
import 'express-call-verification/element/register';

const element = new CallVerificationElement();
element.addEventListener('verified', ({ detail }) => {
  const phone: string = detail.phone;
  if ('token' in detail) console.log(detail.token.length, phone);
  else console.log(detail.answer);
});
element.addEventListener('failed', (event) => console.log(event.detail.code, event.detail.reason), { once: true });
element.addEventListener('challenge', (event) => event.detail.respond({ captcha: event.detail.challenge }));
document.querySelector('call-verification')?.addEventListener('statechange', ({ detail: { step } }) => {
  const known: 'number' | 'code' | 'verified' | 'ended' = step;
  console.log(known);
});
element.addEventListener('click', (event) => console.log(event.clientX));
element.addEventListener('something-else', (event) => event.preventDefault());
element.addEventListener('verified', { handleEvent: (event: Event) => console.log(event.type) });
const listener = (event: CustomEvent<{ readonly phone: string }>) => console.log(event.detail.phone);
element.addEventListener('verified', listener);
element.removeEventListener('verified', listener);
export const plain: HTMLElement = element;
// @ts-expect-error
element.addEventListener('verified', ({ detail }) => detail.phon);
// @ts-expect-error
element.addEventListener('click', (event) => event.detail.phone);
`;

/** A template of React or Preact. */
const TSX = `
import 'express-call-verification/element/register';

export const page = (
  <main>
    <call-verification />
    <call-verification
      id="proof" className="field" class="field" lang="sk" url="/auth/call" name="proof" phone="+421901234567" country="SK" method="flash_call"
      theme="dark" credentials="include" required disabled={false} readonlyPhone noResume readonly-phone="" no-resume
      headers={{ 'x-csrf': 'token' }} messages={{ restart: 'Again' }}
      onverified={(event) => console.log(event.detail.phone.length)}
      onfailed={({ detail }) => console.log(detail.code)}
      onchallenge={({ detail }) => detail.respond({ captcha: 'right' })}
      onstatechange={({ detail }) => console.log(detail.step)}
      onClick={(event) => console.log(event.clientX)}
      ref={(element) => void element?.start()}
    />
    <call-verification method="pigeon" />
    {/* @ts-expect-error */}
    <call-verification method={4} />
    {/* @ts-expect-error */}
    <call-verification credentials="always" />
    {/* @ts-expect-error */}
    <call-verification required="perhaps" />
    {/* @ts-expect-error */}
    <call-verification onverified={(event) => event.detail.phon} />
    {/* @ts-expect-error */}
    <call-verifications />
  </main>
);
`;

/** With React's component. */
const REACT = `
import { createRef, type ReactElement } from 'react';
import type { CallVerificationElement } from 'express-call-verification/element';
import { CallVerification, type CallVerificationProps } from 'express-call-verification/react';

const field = createRef<CallVerificationElement>();
export const start = (): Promise<void> | undefined => field.current?.start();
const common: CallVerificationProps = { url: '/auth/call', credentials: 'include', headers: () => ({ 'x-csrf': 'token' }) };
export const Proof = ({ phone }: { phone: string | undefined }): ReactElement => (
  <form>
    <CallVerification />
    <CallVerification
      {...common} ref={field} key="proof" id="proof" className="field" style={{ maxWidth: 400 }} lang="sk" aria-label="Proof" data-test="yes"
      name="proof" phone={phone} country="SK" method="flash_call" theme="dark" required disabled={false} readonlyPhone noResume
      messages={{ restart: 'Again' }}
      onVerified={({ detail }) => console.log(detail.phone.length, 'token' in detail ? detail.token : detail.answer)}
      onFailed={async ({ detail }) => console.log(detail.code)}
      onChallenge={(event) => { event.preventDefault(); event.detail.respond({ captcha: 'right' }); }}
      onStateChange={({ detail }) => console.log(detail.step)}
      onClick={(event) => console.log(event.clientX, event.currentTarget.step)}
    />
    <CallVerification method="pigeon" />
    {/* @ts-expect-error */}
    <CallVerification method={4} />
    {/* @ts-expect-error */}
    <CallVerification credentials="always" />
    {/* @ts-expect-error */}
    <CallVerification onVerified={(event) => event.detail.phon} />
    {/* @ts-expect-error */}
    <CallVerification onVerifed={() => undefined} />
    {/* @ts-expect-error */}
    <CallVerification>What nobody would see</CallVerification>
    {/* @ts-expect-error */}
    <CallVerification ref={createRef<HTMLInputElement>()} />
  </form>
);
`;

const VUE = `
import type { GlobalComponents } from 'vue';
import 'express-call-verification/element/register';

type Props = InstanceType<GlobalComponents['call-verification']>['$props'];
export const props: Props = {
  id: 'proof', class: ['field'], name: 'proof', method: 'flash_call', credentials: 'include', required: true, 'readonly-phone': '',
  onVerified: (event) => console.log(event.detail.phone.length),
  onStatechange: ({ detail }) => console.log(detail.step),
};
export const start = (element: InstanceType<GlobalComponents['call-verification']>): Promise<void> => element.start();
// @ts-expect-error
export const wrong: Props = { method: 4 };
// @ts-expect-error
export const misspelt: Props = { onVerified: (event) => event.detail.phon };
`;

interface Project {
  readonly name: string;
  readonly program: string;
  readonly file: string;
  readonly options: Readonly<Record<string, unknown>>;
  readonly dependencies: readonly Dependency[];
}

const DOM = ['ES2023', 'DOM', 'DOM.Iterable'];
const withoutClass = TSX.replace(' class="field"', '');

const PROJECTS: readonly Project[] = [
  { name: 'the client without any platform', program: CLIENT, file: 'main.mts', options: { lib: ['ES2023'] }, dependencies: [] },
  { name: 'the client required without any platform', program: CLIENT, file: 'main.cts', options: { lib: ['ES2023'] }, dependencies: [] },
  {
    name: 'the client in Node, without the library dom',
    program: CLIENT_WITH_FETCH,
    file: 'main.mts',
    options: { lib: ['ES2023'], types: ['node'] },
    dependencies: ['@types/node', 'undici-types'],
  },
  { name: 'the client with the library dom', program: CLIENT_WITH_FETCH, file: 'main.mts', options: { lib: DOM }, dependencies: [] },
  {
    name: 'the client with the library dom and the types of Node',
    program: CLIENT_WITH_FETCH,
    file: 'main.mts',
    options: { lib: DOM, types: ['node'] },
    dependencies: ['@types/node', 'undici-types'],
  },
  { name: 'the element without any framework', program: ELEMENT, file: 'main.mts', options: { lib: DOM }, dependencies: ['lit'] },
  {
    name: 'the element in React',
    program: withoutClass,
    file: 'main.tsx',
    options: { lib: DOM, jsx: 'react-jsx', module: 'ESNext', moduleResolution: 'Bundler' },
    dependencies: ['lit', '@types/react', 'csstype'],
  },
  ...([18, 19] as const).map((version) => ({
    name: `the component in React ${version}`,
    program: REACT,
    file: 'main.tsx',
    options: { lib: DOM, jsx: 'react-jsx', module: 'ESNext', moduleResolution: 'Bundler' },
    dependencies: ['lit', 'csstype', '@types/prop-types', version === 18 ? (['@types/react', '@types/react18'] as const) : '@types/react'],
  })),
  {
    name: 'the element in Preact',
    program: TSX,
    file: 'main.tsx',
    options: { lib: DOM, jsx: 'react-jsx', jsxImportSource: 'preact', module: 'ESNext', moduleResolution: 'Bundler' },
    dependencies: ['lit', 'preact'],
  },
  {
    name: 'the element in Vue',
    program: VUE,
    file: 'main.ts',
    options: { lib: DOM, module: 'ESNext', moduleResolution: 'Bundler' },
    dependencies: ['lit', 'vue', '@vue/runtime-dom', '@vue/runtime-core', '@vue/reactivity', '@vue/shared', '@vue/compiler-dom', 'csstype'],
  },
];

describe('the packed declarations', { timeout: 300_000 }, () => {
  let packed: Awaited<ReturnType<typeof packPackage>>;
  beforeAll(async () => {
    packed = await packPackage();
  }, 300_000);
  afterAll(() => packed?.remove());

  it.each(PROJECTS)('type $name', async ({ program, file, options, dependencies }) => {
    const files = {
      [file]: program,
      'package.json': '{ "type": "module" }',
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...STRICT, ...options }, files: [file] }),
      'compile.cjs': COMPILER,
    };
    const consumer = createConsumer(packed.folder, files, ['typescript', ...dependencies]);
    expect(await consumer.node('compile.cjs')).toBe('\ntrue\n');
  });
});
