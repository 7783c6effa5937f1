// Lists what a target could mean on this page, with everything that decides whether it can be used.
// The tables of roles and names are those of drive/embedded/names.rs; which candidate is meant is
// decided in drive/target.rs.
const [request] = arguments;
const { act, to_use: toUse } = request;

const fold = (text) => (text || '').replace(/\s+/g, ' ').trim();
const tagOf = (element) => element.localName;
const typeOf = (element) => (element.getAttribute('type') || 'text').toLowerCase();
const isOneOf = (...words) => (word) => words.includes(word);

// --- what is on the page -----------------------------------------------------------------------------

// Every element, those of open shadow roots among them, in the order of the page.
function everything(root = document, into = []) {
  for (const element of root.querySelectorAll('*')) {
    into.push(element);
    if (element.shadowRoot) everything(element.shadowRoot, into);
  }
  return into;
}

function isRendered(element) {
  return element.checkVisibility ? element.checkVisibility({ visibilityProperty: true }) : true;
}

function isVisible(element) {
  if (!isRendered(element)) return false;
  return [...element.getClientRects()].some((box) => box.width > 0 && box.height > 0);
}

function textOf(element) {
  return isRendered(element) ? fold(element.innerText ?? element.textContent) : '';
}

// --- what things are ---------------------------------------------------------------------------------

const INPUT_ROLES = {
  submit: 'button', button: 'button', reset: 'button', image: 'button', checkbox: 'checkbox',
  radio: 'radio', number: 'spinbutton', range: 'slider', search: 'searchbox',
};
const TAG_ROLES = {
  button: 'button', summary: 'button', textarea: 'textbox', option: 'option', h1: 'heading',
  h2: 'heading', h3: 'heading', h4: 'heading', h5: 'heading', h6: 'heading', img: 'img',
  nav: 'navigation', main: 'main', header: 'banner', footer: 'contentinfo', aside: 'complementary',
  form: 'form', search: 'search', ul: 'list', ol: 'list', menu: 'list', li: 'listitem',
  table: 'table', tr: 'row', td: 'cell', th: 'columnheader', p: 'paragraph', article: 'article',
  section: 'region', dialog: 'dialog', details: 'group', fieldset: 'group', progress: 'progressbar',
  meter: 'meter', output: 'status', hr: 'separator',
};

function roleOf(element) {
  const explicit = (element.getAttribute('role') || '').trim().split(/\s+/)[0];
  if (explicit) return explicit.toLowerCase();
  const tag = tagOf(element);
  if (tag === 'a' || tag === 'area') return element.hasAttribute('href') ? 'link' : 'generic';
  if (tag === 'input') return INPUT_ROLES[typeOf(element)] || 'textbox';
  if (tag === 'select') return element.multiple ? 'listbox' : 'combobox';
  return TAG_ROLES[tag] || 'generic';
}

const isNoText = isOneOf(
  'hidden', 'submit', 'button', 'reset', 'image', 'checkbox', 'radio', 'file', 'range', 'color');
const isSet = isOneOf('checkbox', 'radio', 'file', 'range', 'color');

function isTextField(element) {
  const tag = tagOf(element);
  if (tag === 'textarea') return true;
  if (tag === 'input') return !isNoText(typeOf(element));
  const editable = element.getAttribute('contenteditable');
  return editable !== null && editable.toLowerCase() !== 'false';
}

function isField(element) {
  const tag = tagOf(element);
  return isTextField(element) || tag === 'select' || (tag === 'input' && isSet(typeOf(element)));
}

const isTick = (element) => ['checkbox', 'radio'].includes(roleOf(element));

// --- what things are called --------------------------------------------------------------------------

const isBlock = isOneOf(
  'address', 'article', 'aside', 'blockquote', 'body', 'caption', 'center', 'dd', 'details', 'dialog',
  'div', 'dl', 'dt', 'fieldset', 'figcaption', 'figure', 'footer', 'form', 'h1', 'h2', 'h3', 'h4',
  'h5', 'h6', 'header', 'hgroup', 'hr', 'html', 'legend', 'li', 'main', 'menu', 'nav', 'ol',
  'optgroup', 'option', 'p', 'pre', 'search', 'section', 'summary', 'table', 'tr', 'ul', 'tbody',
  'br', 'td', 'th');

// The text an element holds as a name: images by their `alt`, controls left out.
function gather(element, shown) {
  let text = '';
  const children = element.shadowRoot ? element.shadowRoot.childNodes : element.childNodes;
  for (const child of children) {
    if (child.nodeType === Node.TEXT_NODE) {
      text += child.data;
      continue;
    }
    if (child.nodeType !== Node.ELEMENT_NODE) continue;
    const tag = tagOf(child);
    if (isField(child) || !shown(child) || tag === 'script' || tag === 'style') continue;
    const edge = isBlock(tag) ? ' ' : '';
    const label = child.getAttribute('aria-label');
    text += edge;
    if (label !== null) text += label;
    else if (tag === 'img') text += child.getAttribute('alt') || '';
    else text += gather(child, shown);
    text += edge;
  }
  return text;
}

const contentOf = (element) => fold(gather(element, isRendered));

function labelledBy(element) {
  const ids = (element.getAttribute('aria-labelledby') || '').split(/\s+/).filter(Boolean);
  const labels = ids.map((id) => element.getRootNode().getElementById(id)).filter(Boolean);
  return fold(labels
    .map((label) => label.getAttribute('aria-label') ?? gather(label, () => true))
    .join(' '));
}

const isNamedByContent = isOneOf(
  'button', 'cell', 'checkbox', 'columnheader', 'heading', 'link', 'menuitem', 'menuitemcheckbox',
  'menuitemradio', 'option', 'radio', 'row', 'rowheader', 'switch', 'tab', 'tooltip', 'treeitem');

function childContent(element, tag) {
  const child = [...element.children].find((candidate) => tagOf(candidate) === tag);
  return child ? contentOf(child) : '';
}

// What HTML itself names an element by.
function nativeName(element) {
  const tag = tagOf(element);
  const attribute = (name) => fold(element.getAttribute(name));
  if (tag === 'img' || tag === 'area') return attribute('alt');
  if (tag === 'input') {
    const type = typeOf(element);
    if (type === 'image') return attribute('alt');
    if (type === 'submit' && !element.hasAttribute('value')) return 'Submit';
    if (type === 'reset' && !element.hasAttribute('value')) return 'Reset';
    if (['submit', 'reset', 'button'].includes(type)) return attribute('value');
  }
  if (tag === 'fieldset') return childContent(element, 'legend');
  if (tag === 'table') return childContent(element, 'caption');
  if (isField(element)) return fold([...(element.labels || [])].map(contentOf).join(' '));
  return '';
}

function nameOf(element) {
  return labelledBy(element)
    || fold(element.getAttribute('aria-label'))
    || nativeName(element)
    || (!isField(element) && isNamedByContent(roleOf(element)) ? contentOf(element) : '')
    || fold(element.getAttribute('title'))
    || fold(element.getAttribute('placeholder'));
}

// The text near a field that nothing names: what the smallest part of the page says in which this
// field stands alone. Links and buttons in there are not its name.
function besideOf(field) {
  let part = field.parentElement;
  for (let steps = 0; part && steps < 5; steps += 1, part = part.parentElement) {
    if (['form', 'body', 'html'].includes(tagOf(part))) return null;
    const others = [...part.querySelectorAll('*')]
      .filter((inner) => inner !== field && isField(inner) && isRendered(inner));
    if (others.length > 0) return null;
    const text = fold(gather(part, (inner) =>
      isRendered(inner) && !['button', 'link'].includes(roleOf(inner))));
    if (text) return text.length <= 100 ? text : null;
  }
  return null;
}

// Everything a person might call an element.
function calledOf(element) {
  const names = {
    fill: ['placeholder', 'name', 'aria-label', 'title'],
    select: ['placeholder', 'name', 'aria-label', 'title'],
    click: isField(element) ? ['name', 'title'] : ['title'],
    see: ['alt', 'title'],
  }[act];
  const called = [nameOf(element), ...names.map((name) => element.getAttribute(name) || '')];
  if (act === 'click' || act === 'see') called.push(textOf(element));
  return called.filter((name) => fold(name));
}

// --- whether things can be used ----------------------------------------------------------------------

const MOVING = /^(transform|translate|rotate|scale|top|left|right|bottom|inset|width|height|margin)/;

// An animation that ends and moves the element. Endless ones are decoration.
function isMoving(element) {
  if (!document.getAnimations) return false;
  return document.getAnimations().some((animation) => {
    const { effect } = animation;
    const target = effect && effect.target;
    if (animation.playState !== 'running' || !target || !target.contains(element)) return false;
    if (!Number.isFinite(effect.getComputedTiming().endTime)) return false;
    return effect.getKeyframes().some((frame) => Object.keys(frame).some((key) => MOVING.test(key)));
  });
}

function described(element) {
  const attributes = ['id', 'class', 'role']
    .filter((name) => element.getAttribute(name))
    .map((name) => ` ${name}="${element.getAttribute(name)}"`);
  return `<${tagOf(element)}${attributes.join('')}>`;
}

// What lies over an element's centre, if something does. Outside of the window nothing is known: the
// driver scrolls there, and says it.
function coverOf(element) {
  const box = [...element.getClientRects()].find((each) => each.width > 0 && each.height > 0);
  if (!box) return null;
  const x = (Math.max(0, box.left) + Math.min(innerWidth, box.right)) / 2;
  const y = (Math.max(0, box.top) + Math.min(innerHeight, box.bottom)) / 2;
  if (x < 0 || y < 0 || x >= innerWidth || y >= innerHeight) return null;
  let top = document.elementFromPoint(x, y);
  while (top && top.shadowRoot) {
    const inner = top.shadowRoot.elementFromPoint(x, y);
    if (!inner || inner === top) break;
    top = inner;
  }
  for (let part = top; part; part = part.parentNode || part.host) {
    if (part === element) return null;
  }
  return top;
}

// Whether no scrolling brings an element into the window: pages hide tick boxes that way.
function isOutOfReach(element) {
  const box = element.getBoundingClientRect();
  return box.right + scrollX <= 0 || box.bottom + scrollY <= 0;
}

// The element to touch: a tick box that cannot be seen or hit is touched by its label.
function touchOf(element) {
  if (!isTick(element) || !element.labels) return element;
  const label = [...element.labels].find(isVisible);
  if (!label) return element;
  return !isVisible(element) || isOutOfReach(element) || coverOf(element) ? label : element;
}

function complaintOf(button) {
  const submits = (tagOf(button) === 'button' && button.type === 'submit')
    || (tagOf(button) === 'input' && ['submit', 'image'].includes(button.type));
  const form = submits ? button.form : null;
  if (!form || button.formNoValidate) return null;
  const own = (name) =>
    Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, name).get.call(form);
  if (own('noValidate')) return null;
  const invalid = [...own('elements')]
    .find((control) => control.willValidate && !control.validity.valid);
  if (!invalid) return null;
  const name = nameOf(invalid) || invalid.getAttribute('name') || 'without a name';
  return `the form cannot be sent: the field “${name}” ${flawOf(invalid)}`;
}

function flawOf(control) {
  const { validity } = control;
  if (validity.valueMissing) {
    if (control.type === 'checkbox') return 'must be ticked';
    if (control.type === 'radio') return 'is a choice that must be made';
    return tagOf(control) === 'select'
      ? 'is required and nothing is chosen' : 'is required and empty';
  }
  if (validity.typeMismatch) {
    return control.type === 'email' ? 'holds no email address' : 'holds no address with a scheme';
  }
  if (validity.badInput) return 'holds no number';
  if (validity.tooShort) return 'is shorter than it may be';
  if (validity.patternMismatch) return 'does not fit its pattern';
  return control.validationMessage;
}

function obstacleOf(element, touch) {
  if (act === 'see') return null;
  const said = (element.getAttribute('aria-disabled') || '').toLowerCase() === 'true';
  if (element.matches(':disabled') || said) return 'it is disabled';
  if (act === 'fill' && element.readOnly) return 'it is read-only';
  if (!toUse) return null;
  if (isMoving(touch)) return 'it is moving';
  const cover = coverOf(touch);
  if (cover) return `it is covered by ${described(cover)}`;
  return act === 'click' ? complaintOf(element) : null;
}

// --- what a target could mean ------------------------------------------------------------------------

const isClickable = isOneOf(
  'button', 'checkbox', 'link', 'menuitem', 'menuitemcheckbox', 'menuitemradio', 'option', 'radio',
  'switch', 'tab', 'treeitem');

function suits(element) {
  const tag = tagOf(element);
  if (act === 'click') {
    return (tag !== 'option' && isClickable(roleOf(element))) || element.hasAttribute('onclick');
  }
  if (act === 'fill') return isTextField(element);
  if (act === 'select') return tag === 'select';
  return true;
}

const contains = (words) => (name) => fold(name).toLowerCase().includes(words);

// The elements that hold the words while none of their children does.
function innermost(elements, words) {
  const named = '[aria-label], [aria-labelledby], [alt], [title], [placeholder], input, textarea';
  const known = new Map();
  const holds = (element) => {
    if (!known.has(element)) {
      // Most elements are out at once: their text, hidden or not, does not hold the words.
      const may = fold(element.textContent).toLowerCase().includes(words)
        || element.matches(named) || element.shadowRoot
        || element.querySelector('[aria-label], img[alt]') !== null;
      known.set(element, may && calledOf(element).some(contains(words)));
    }
    return known.get(element);
  };
  return elements.filter((element) =>
    tagOf(element) !== 'html' && holds(element) && ![...element.children].some(holds));
}

function find() {
  if (request.css !== undefined) return [...document.querySelectorAll(request.css)];
  const elements = everything();
  if (request.role !== undefined) {
    const role = request.role.toLowerCase();
    const words = fold(request.name).toLowerCase();
    return elements.filter((element) => roleOf(element) === role
      && (!words || contains(words)(nameOf(element) || textOf(element))));
  }
  const words = fold(request.called).toLowerCase();
  if (act === 'see') return innermost(elements, words);
  return elements.filter((element) => suits(element)
    && (calledOf(element).some(contains(words))
      || (isField(element) && contains(words)(besideOf(element) || ''))));
}

function valueOf(element) {
  const tag = tagOf(element);
  if (tag === 'a' || tag === 'area') return element.hasAttribute('href') ? element.href : null;
  if (tag === 'select') {
    return [...element.selectedOptions].map((option) => fold(option.label)).join(', ');
  }
  if (tag === 'input' || tag === 'textarea') return element.value;
  return tag === 'button' ? element.getAttribute('value') : null;
}

function optionsOf(element) {
  if (act !== 'select' || !toUse || tagOf(element) !== 'select') return [];
  return [...element.options].map((option) => ({
    element: option,
    text: fold(option.label),
    value: option.value,
    disabled: option.matches(':disabled'),
    selected: option.selected,
  }));
}

// Another window would be another page than the agent's.
function keepHere(element) {
  const link = element.closest('a[target], area[target]');
  if (link) link.removeAttribute('target');
  if (element.form && element.form.getAttribute('target')) element.form.removeAttribute('target');
  element.removeAttribute('formtarget');
}

function candidate(element) {
  const touch = touchOf(element);
  if (toUse && act === 'click') keepHere(element);
  return {
    touch,
    role: roleOf(element),
    name: nameOf(element),
    text: textOf(element),
    value: valueOf(element),
    called: calledOf(element),
    beside: act !== 'see' && isField(element) ? besideOf(element) : null,
    visible: isVisible(touch),
    obstacle: obstacleOf(element, touch),
    filled: isTextField(element) && (element.value ?? element.textContent) !== '',
    many_lines: tagOf(element) !== 'input',
    options: optionsOf(element),
  };
}

function offered() {
  const kinds = act === 'see' ? (element) => roleOf(element) === 'heading' : suits;
  return everything()
    .filter((element) => kinds(element) && isVisible(touchOf(element)))
    .map((element) => ({
      role: roleOf(element),
      name: fold(calledOf(element)[0]) || besideOf(element) || '',
    }))
    .filter((offer) => offer.name);
}

// --- the answer --------------------------------------------------------------------------------------

// Whether the page is being left is seen from here on (settle.js reads it).
const key = Symbol.for('harness.leaving');
if (toUse && !(key in window)) {
  Object.defineProperty(window, key, { value: false, writable: true, configurable: true });
  addEventListener('beforeunload', () => { window[key] = true; });
  addEventListener('pageshow', () => { window[key] = false; });
}

const answer = { url: location.href, wrong_selector: null, candidates: [], offers: [] };
try {
  answer.candidates = find().map(candidate);
} catch (error) {
  if (request.css === undefined || error.name !== 'SyntaxError') throw error;
  answer.wrong_selector = `\`${request.css}\` is not a CSS selector`;
}
if (answer.candidates.length === 0 && toUse) answer.offers = offered();
return answer;
