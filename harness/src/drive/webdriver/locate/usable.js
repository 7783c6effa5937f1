
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
