// Puts texts into fields that are found by selectors; false while one of them is not there.
const [fields] = arguments;
const found = fields.map(([selector]) => document.querySelector(selector));
if (found.some((field) => !field || field.disabled)) return false;
found.forEach((field, at) => {
  field.value = fields[at][1];
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
});
return true;
