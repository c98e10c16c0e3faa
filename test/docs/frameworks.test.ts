/** The samples of the page on frameworks are those of the examples, which are built and used in a browser. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const text = read('docs/frameworks.md');

function sample(language: string): string {
  const [found = '', ...more] = [...text.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, kind, code]) =>
    kind === language ? [code] : [],
  );
  if (found === '' || more.length > 0) throw new Error(`there is not one sample of ${language}`);
  return found.trimEnd();
}

it('the component of React is the one of the example', () => {
  const component = sample('tsx').slice(sample('tsx').indexOf('function '));
  expect(component).toContain('onVerified');
  expect(read('examples/react/src/main.tsx')).toContain(component);
});

it('the component of Vue is the one of the example, and so are the settings of Vite', () => {
  expect(read('examples/vue/src/App.vue').trimEnd()).toBe(sample('vue'));
  const plugins = /\[vue\(.*\)\]/.exec(sample('ts'))?.[0] ?? '';
  expect(plugins).toContain('isCustomElement');
  expect(read('examples/vue/vite.config.ts')).toContain(plugins);
});
