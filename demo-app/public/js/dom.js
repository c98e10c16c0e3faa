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
    'M6.6 3.2c.5-.3 1.2-.2 1.6.3l2 2.7c.4.5.4 1.2 0 1.700L9 9.500c1 2.200 2.900 4.100 5.200 5.200l1.500-1.200c.5-.4 1.200-.4 1.700 0l2.700 2c.5.4.6 1.100.3 1.600l-1.500 2.600c-.4.700-1.200 1-2 .8C10 18.800 5.200 14 3.500 7.200c-.2-.8.1-1.600.8-2z',
  person: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zm0 10c4.400 0 8 2.200 8 5v1H4v-1c0-2.800 3.600-5 8-5z',
  speech: 'M4 4h16a1 1 0 0 1 1 1v11a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1z',
  speaker:
    'M4 9h3.500L12 5v14l-4.500-4H4zm11-1.200a5.500 5.500 0 0 1 0 8.400l-1.100-1.400a3.700 3.700 0 0 0 0-5.600zm2.400-2.900a9.200 9.200 0 0 1 0 14.200l-1.200-1.400a7.300 7.300 0 0 0 0-11.400z',
  keypad:
    'M5 4h3v3H5zm5.500 0h3v3h-3zM16 4h3v3h-3zM5 9.500h3v3H5zm5.500 0h3v3h-3zm5.500 0h3v3h-3zM5 15h3v3H5zm5.500 0h3v3h-3zm5.500 0h3v3h-3z',
  clock: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zm0 2a7 7 0 1 0 0 14 7 7 0 0 0 0-14zm-1 2.500h2v4.100l2.900 2.900-1.400 1.400L11 12.400z',
  incoming: 'M18.500 4 20 5.500 9.900 15.600H16v2H6.500V8h2v6.100z',
  missed: 'M3 7.500 4.500 6l7.500 7.500L19.500 6 21 7.500l-9 9-6.500-6.500V15h-2V6.500z',
  signal: 'M3 15h3v4H3zm5-3h3v7H8zm5-4h3v11h-3zm5-4h3v15h-3z',
  battery: 'M2 8a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v1.500h2v5h-2V16a2 2 0 0 1-2 2H4a2 2 0 0 1-2-2zm2.500.5v7h11v-7z',
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
