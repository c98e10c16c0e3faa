/** An element that draws itself with lit-html, once for all changes: the part of `LitElement` that is needed here, at a third of its size. */
import { render, type TemplateResult } from 'lit/html.js';

/** A part of an element, called when the element does something. */
export interface Controller {
  hostConnected?(): void;
  hostDisconnected?(): void;
  hostUpdate?(): void;
  hostUpdated?(): void;
}

export interface ControllerHost extends HTMLElement {
  addController(controller: Controller): void;
  /** Draws the host again. */
  requestUpdate(): void;
}

/** Marks styles for editors and for the bundler, which removes their white space. */
export const css = String.raw;

/** On a server that renders pages, which may import elements, there is no `HTMLElement`. */
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

const sheets = new Map<string, CSSStyleSheet>();

/** One sheet for all elements with these styles. It is constructed, so no policy of the page forbids it. */
function sheetOf(styles: string): CSSStyleSheet {
  let sheet = sheets.get(styles);
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    sheets.set(styles, sheet);
  }
  return sheet;
}

const attributeOf = (property: string): string => property.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

export abstract class DrawnElement extends Base implements ControllerHost {
  static readonly styles: string = '';
  /**
   * Each property with its first value, which it also has when it is set to nothing, or to an empty text, which is what Vue sets for nothing.
   * Texts and switches have an attribute (`readonlyPhone`: `readonly-phone`); that of a switch follows the property.
   */
  static readonly properties: Readonly<Record<string, unknown>> = {};

  readonly #root: ShadowRoot;
  readonly #controllers: Controller[] = [];
  readonly #values = new Map<string, unknown>();
  readonly #connected: Promise<void>;
  #connect: () => void = () => undefined;
  #changed = new Set<string>();
  #updateComplete: Promise<void>;
  #isPending = false;
  #hasUpdated = false;

  /** The browser reads it when the element is registered, so accessors are made here. */
  static get observedAttributes(): readonly string[] {
    // biome-ignore lint/complexity/noThisInStatic: the class that is registered, which is another one
    const { properties, prototype } = this;
    for (const [name, initial] of Object.entries(properties)) {
      Object.defineProperty(prototype, name, {
        get(this: DrawnElement) {
          return this.#values.get(name) || initial;
        },
        set(this: DrawnElement, value: unknown) {
          const before: unknown = Reflect.get(this, name);
          this.#values.set(name, value);
          if (Object.is(before, Reflect.get(this, name))) return;
          this.#changed.add(name);
          this.requestUpdate();
        },
        configurable: true,
        enumerable: true,
      });
    }
    return Object.keys(properties)
      .filter((name) => ['string', 'boolean'].includes(typeof properties[name]))
      .map(attributeOf);
  }

  constructor() {
    super();
    this.#root = this.attachShadow({ mode: 'open' });
    // Where tests run without a browser there may be none, and nothing to see.
    if ('adoptedStyleSheets' in this.#root) this.#root.adoptedStyleSheets = [sheetOf(new.target.styles)];
    this.#connected = new Promise((resolve) => {
      this.#connect = resolve;
    });
    this.#updateComplete = this.#connected;
    // A value that a page set before the element was registered hides the accessors.
    for (const name of Object.keys(new.target.properties)) {
      if (!Object.hasOwn(this, name)) continue;
      const value: unknown = Reflect.get(this, name);
      Reflect.deleteProperty(this, name);
      Reflect.set(this, name, value);
    }
    this.requestUpdate();
  }

  /** Resolves when all changes until now are drawn, which is not before the element is in a page. */
  get updateComplete(): Promise<void> {
    return this.#updateComplete;
  }

  protected get hasUpdated(): boolean {
    return this.#hasUpdated;
  }

  addController(controller: Controller): void {
    this.#controllers.push(controller);
  }

  requestUpdate(): void {
    if (this.#isPending) return;
    this.#isPending = true;
    this.#updateComplete = this.#connected.then(() => this.#update());
  }

  attributeChangedCallback(attribute: string, _before: string | null, text: string | null): void {
    const properties = this.#properties();
    for (const name of Object.keys(properties)) {
      if (attributeOf(name) !== attribute) continue;
      Reflect.set(this, name, typeof properties[name] === 'boolean' ? text !== null : text);
    }
  }

  connectedCallback(): void {
    this.#connect();
    for (const each of this.#controllers) each.hostConnected?.();
  }

  disconnectedCallback(): void {
    for (const each of this.#controllers) each.hostDisconnected?.();
  }

  /** Before drawing. @param changed the properties that have changed */
  protected abstract willUpdate(changed: ReadonlySet<string>): void;
  protected abstract render(): TemplateResult;
  /** After the first drawing. */
  protected abstract firstUpdated(): void;
  /** After every drawing. */
  protected abstract updated(): void;

  #properties(): Readonly<Record<string, unknown>> {
    return (this.constructor as typeof DrawnElement).properties;
  }

  #update(): void {
    const changed = this.#changed;
    this.#changed = new Set();
    let drawing: TemplateResult;
    try {
      this.willUpdate(changed);
      for (const each of this.#controllers) each.hostUpdate?.();
      drawing = this.render();
    } finally {
      // A change from here on needs another drawing.
      this.#isPending = false;
    }
    for (const name of changed) {
      const value: unknown = Reflect.get(this, name);
      if (typeof this.#properties()[name] === 'boolean') this.toggleAttribute(attributeOf(name), Boolean(value));
    }
    render(drawing, this.#root);
    const isFirst = !this.#hasUpdated;
    this.#hasUpdated = true;
    for (const each of this.#controllers) each.hostUpdated?.();
    if (isFirst) this.firstUpdated();
    this.updated();
  }
}
