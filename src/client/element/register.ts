/** Registers `<call-verification>`. */
import { defineElement } from './define-element.js';

// So that templates know the element in a project that imports nothing but this.
export type { CallVerificationAttributes } from './frameworks.js';

defineElement();
