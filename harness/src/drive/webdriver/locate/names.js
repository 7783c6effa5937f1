// Lists what a target could mean on this page, with everything that decides whether it can be used.
// One script in three files, joined in locate.rs: what things are and what they are called (here),
// whether they can be used (usable.js), and the answer (answer.js).
//
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
  if (!isRendered(element)) return '';
  // Browsers disagree about the text of a list.
  if (tagOf(element) === 'select') {
    return fold([...element.options].map((option) => option.label).join(' '));
  }
  return fold(element.innerText ?? element.textContent);
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
