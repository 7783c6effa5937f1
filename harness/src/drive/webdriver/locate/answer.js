
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
