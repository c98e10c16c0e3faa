/** The page of a shop that is written with Vue. A test tells it what to render, by the object `shown`. */
import 'express-call-verification/element/register';
import { createApp, createSSRApp, shallowRef } from 'vue';
import { createForm, type Field, RENDERED } from './vue-form.js';

const field = shallowRef<Field>({});
let isMounted = false;

Object.assign(globalThis, {
  shown: {
    render(properties: Field): void {
      field.value = properties;
      if (!isMounted) createApp(createForm(field)).mount('#root');
      isMounted = true;
    },
    /** Takes over what the server has rendered. */
    hydrate(): void {
      createSSRApp(createForm(shallowRef(RENDERED))).mount('#root');
    },
  },
});
