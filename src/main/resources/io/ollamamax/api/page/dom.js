/** Elements. All text goes in as text: nothing that a node or a model is called can become markup. */

const SVG = 'http://www.w3.org/2000/svg';
const rows = new WeakMap();

/** An element with attributes, listeners (`onclick`) and children: elements, texts, or nothing. */
export function h(tag, attributes = {}, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

/** The same for SVG. */
export function svg(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith('on')) {
      element.addEventListener(name.slice(2), value);
    } else {
      set(element, name, value);
    }
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** Sets an attribute where it differs; null and false take it away. */
export function set(element, name, value) {
  if (value === null || value === undefined || value === false) {
    if (element.hasAttribute(name)) element.removeAttribute(name);
  } else {
    const text = value === true ? '' : String(value);
    if (element.getAttribute(name) !== text) element.setAttribute(name, text);
  }
}

/** Sets the text where it differs. */
export function text(element, value) {
  const now = value === null || value === undefined ? '' : String(value);
  if (element.textContent !== now) element.textContent = now;
}

/**
 * Makes the children of `parent` those of `items`: an element stays with its key, is made once by
 * `create(item)` and told by `update(element, item)` only when the item differs from before.
 */
export function keyed(parent, items, key, create, update) {
  const before = rows.get(parent) ?? new Map();
  const now = new Map();
  for (const item of items) {
    const id = key(item);
    const same = JSON.stringify(item);
    const row = before.get(id) ?? { element: create(item), same: null };
    if (row.same !== same) {
      row.same = same;
      update(row.element, item);
    }
    now.set(id, row);
  }
  for (const [id, row] of before) {
    if (!now.has(id)) row.element.remove();
  }
  let place = parent.firstElementChild;
  for (const { element } of now.values()) {
    if (element === place) {
      place = place.nextElementSibling;
    } else {
      parent.insertBefore(element, place);
    }
  }
  rows.set(parent, now);
}

/** A panel's heading with what stands beside it. */
export function heading(panel, title, ...beside) {
  const head = h('div', { class: 'head' }, h('h2', { id: `${panel.id}-title` }, title), ...beside);
  panel.replaceChildren(head);
  return head;
}
