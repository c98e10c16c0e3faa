/** Makes elements: text is always text, never markup. */

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes] `on…` listeners, `class`, `data-…`, `aria-…`; true is an empty attribute, false and undefined none
 * @param {...(Node | string | false | null | undefined)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on') && typeof value === 'function') element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else setAttribute(element, name, value);
  }
  element.append(...children.filter((child) => child !== false && child !== null && child !== undefined));
  return element;
}

/**
 * Sets, or removes where `value` is false or undefined.
 *
 * @param {Element} element @param {string} name @param {unknown} value
 */
export function setAttribute(element, name, value) {
  if (value === false || value === undefined || value === null) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value === true ? '' : value))
    element.setAttribute(name, value === true ? '' : String(value));
}

/**
 * Writes only what changed, so that live regions speak once.
 *
 * @param {Element} element @param {string} text
 */
export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/**
 * The element with this id; the page is broken without it.
 *
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`no element #${id}`);
  return element;
}

const ICONS = {
  handset:
    'M6.6 3.2c.5-.3 1.2-.2 1.6.3l2 2.7c.4.5.4 1.2 0 1.7L9 9.5c1 2.2 2.9 4.1 5.2 5.2l1.5-1.2c.5-.4 1.2-.4 1.7 0l2.7 2c.5.4.6 1.1.3 1.6l-1.5 2.6c-.4.7-1.2 1-2 .8C10 18.800 5.200 14 3.500 7.200c-.2-.8.1-1.600.8-2z',
  shield:
    'M12 2.500 4.500 5.500v5.600c0 4.900 3.200 8.800 7.500 10.400 4.300-1.600 7.500-5.500 7.500-10.400V5.500zM11 8h2v5h-2zm0 6.500h2v2h-2z',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zm0 10c4.400 0 8 2.200 8 5v1H4v-1c0-2.800 3.600-5 8-5z',
  speech: 'M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z',
};

/**
 * A decorative icon.
 *
 * @param {keyof typeof ICONS} name
 */
export function icon(name) {
  const namespace = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(namespace, 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(namespace, 'path');
  path.setAttribute('d', ICONS[name]);
  path.setAttribute('fill', 'currentColor');
  path.setAttribute('fill-rule', 'evenodd');
  svg.append(path);
  return svg;
}
