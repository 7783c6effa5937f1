// Submits the form that holds an element, or the page's only form, as Enter would.
const [inside] = arguments;
const key = Symbol.for('harness.leaving');

let form;
if (inside) {
  form = inside.form || inside.closest('form');
  if (!form) return { trouble: 'it is in no form', missing: false };
} else {
  const forms = document.querySelectorAll('form');
  if (forms.length === 0) return { trouble: 'there is none', missing: true };
  if (forms.length > 1) {
    return {
      trouble: `the page has ${forms.length} forms: name a field or button of the one that is meant`,
      missing: false,
    };
  }
  form = forms[0];
}

// A control may be called `elements` or `submit`: the properties of the form itself are hidden then.
const of = (name) => Object.getOwnPropertyDescriptor(HTMLFormElement.prototype, name).get.call(form);
const controls = [...of('elements')];
const submitter = controls.find((control) =>
  (control instanceof HTMLButtonElement && control.type === 'submit') ||
  (control instanceof HTMLInputElement && (control.type === 'submit' || control.type === 'image')));
const button = submitter && !submitter.matches(':disabled') ? submitter : undefined;

if (!of('noValidate') && !(button && button.formNoValidate)) {
  const invalid = controls.find((control) => control.willValidate && !control.validity.valid);
  if (invalid) {
    const label = invalid.labels && invalid.labels[0] && invalid.labels[0].innerText.trim();
    const name = invalid.getAttribute('aria-label') || label || invalid.placeholder || invalid.name;
    return {
      trouble: `the form cannot be sent: the field “${name}” ${invalid.validationMessage}`,
      missing: false,
    };
  }
}

if (!(key in window)) {
  Object.defineProperty(window, key, { value: false, writable: true, configurable: true });
  addEventListener('beforeunload', () => { window[key] = true; });
}
HTMLFormElement.prototype.requestSubmit.call(form, button);
return { trouble: null, missing: false };
