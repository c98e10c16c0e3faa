/** Renders the component as a server does, and prints the page's part. */
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { RENDERED, ShopForm } from './react-form.js';

process.stdout.write(renderToString(createElement(ShopForm, { field: RENDERED })));
