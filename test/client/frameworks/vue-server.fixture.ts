/** Renders the element as a server does, and prints the page's part. */
import 'express-call-verification/element/register';
import { createSSRApp, shallowRef } from 'vue';
import { renderToString } from 'vue/server-renderer';
import { createForm, RENDERED } from './vue-form.js';

renderToString(createSSRApp(createForm(shallowRef(RENDERED)))).then(
  (html) => process.stdout.write(html),
  (error: unknown) => {
    throw error;
  },
);
