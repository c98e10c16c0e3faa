// biome-ignore-all lint/suspicious/noTsIgnore: whether there is an error depends on what the project has installed
/**
 * What frameworks with typed templates know of the element: React 19, Preact, and Vue. Each part counts in a project that has that
 * framework; elsewhere its module is not found, which must not stop a project that checks declarations, hence the ignored errors.
 */
import type { CallVerificationElement } from './call-verification-element.js';
import type { CallVerificationElementEventMap } from './element-events.js';

/** What is `undefined` has its default. */
export type CallVerificationProperties = {
  readonly [Name in
    | 'url'
    | 'credentials'
    | 'name'
    | 'phone'
    | 'country'
    | 'method'
    | 'required'
    | 'disabled'
    | 'readonlyPhone'
    | 'noResume'
    | 'client'
    | 'headers'
    | 'messages']?: CallVerificationElement[Name] | undefined;
};

/** The element's own attributes and properties in a template. Attributes in dashes are for frameworks that set attributes only. */
export interface CallVerificationAttributes extends CallVerificationProperties {
  /** As `readonlyPhone`. */
  readonly 'readonly-phone'?: boolean | '' | undefined;
  /** As `noResume`. */
  readonly 'no-resume'?: boolean | '' | undefined;
  /** `light`, `dark`, or `auto` for the person's own setting. */
  readonly theme?: 'light' | 'dark' | 'auto' | undefined;
}

/** The element's events in TSX, where a listener is named after its event. */
export type CallVerificationListeners = {
  readonly [Name in keyof CallVerificationElementEventMap as `on${Name}`]?:
    | ((event: CallVerificationElementEventMap[Name]) => void)
    | undefined;
};

/** The element's events in a template of Vue, where `@verified` is `onVerified`. */
export type CallVerificationVueListeners = {
  readonly [Name in keyof CallVerificationElementEventMap as `on${Capitalize<Name>}`]?:
    | ((event: CallVerificationElementEventMap[Name]) => void)
    | undefined;
};

/** @ts-ignore */
type ReactAttributes = import('react').HTMLAttributes<CallVerificationElement> & import('react').ClassAttributes<CallVerificationElement>;
/** @ts-ignore */
type PreactAttributes = import('preact').HTMLAttributes<CallVerificationElement>;
/** @ts-ignore */
type VueAttributes = import('vue').HTMLAttributes;

type InTsx<Attributes> = Omit<Attributes, keyof CallVerificationAttributes> & CallVerificationAttributes & CallVerificationListeners;

declare global {
  interface HTMLElementTagNameMap {
    'call-verification': CallVerificationElement;
  }
}

/** @ts-ignore */
declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'call-verification': InTsx<ReactAttributes>;
    }
  }
}

/** @ts-ignore */
declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'call-verification': InTsx<PreactAttributes>;
    }
  }
}

/** @ts-ignore */
declare module 'vue' {
  interface GlobalComponents {
    'call-verification': new () => CallVerificationElement & {
      readonly $props: VueAttributes & CallVerificationAttributes & CallVerificationVueListeners;
    };
  }
}
