/** The page of a shop that is written with React. A test tells it what to render, by the object `shown`. */

import type { CallVerificationElement } from 'express-call-verification/element';
import type { CallVerificationProps } from 'express-call-verification/react';
import { createElement, createRef, type ReactElement, StrictMode } from 'react';
import { createRoot, hydrateRoot, type Root } from 'react-dom/client';
import { RENDERED, ShopForm } from './react-form.js';

const container = document.querySelector('#root');
if (container === null) throw new Error('the page has no place for React');
const place: Element = container;
const fieldRef = createRef<CallVerificationElement>();
/** In strict mode React mounts everything twice. */
const page = (field: CallVerificationProps): ReactElement => createElement(StrictMode, null, createElement(ShopForm, { field, fieldRef }));
let root: Root | undefined;

Object.assign(globalThis, {
  shown: {
    fieldRef,
    render(field: CallVerificationProps): void {
      root ??= createRoot(place);
      root.render(page(field));
    },
    hide: () => root?.unmount(),
    /** Takes over what the server has rendered. */
    hydrate(): void {
      root = hydrateRoot(place, createElement(ShopForm, { field: RENDERED, fieldRef }));
    },
  },
});
