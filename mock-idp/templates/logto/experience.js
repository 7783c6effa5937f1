// What scripts add to pages that work without them: going back, showing passwords, walking through the six digits.
"use strict";
document.documentElement.classList.add("scripted");
for (const back of document.querySelectorAll("[data-back]")) {
  back.addEventListener("click", (event) => {
    if (history.length > 1) { event.preventDefault(); history.back(); }
  });
}
const show = (input, shown) => { input.type = shown ? "text" : "password"; };
for (const eye of document.querySelectorAll(".eye")) {
  eye.addEventListener("mousedown", (event) => event.preventDefault());
  eye.addEventListener("click", () => {
    const input = eye.parentElement.querySelector("input");
    show(input, input.type === "password");
  });
}
for (const toggle of document.querySelectorAll("[name=toggle-password]")) {
  toggle.addEventListener("change", () => {
    for (const input of toggle.form.querySelectorAll("[autocomplete=new-password]")) show(input, toggle.checked);
  });
}
const digits = [...document.querySelectorAll(".passcode input")];
const put = (start, text) => {
  const typed = text.replace(/\D/g, "").slice(0, digits.length - start);
  [...typed].forEach((digit, at) => { digits[start + at].value = digit; });
  (digits[Math.min(start + typed.length, digits.length - 1)]).focus();
  if (typed && digits.every((input) => input.value)) digits[0].form.requestSubmit();
};
digits.forEach((input, at) => {
  input.addEventListener("input", () => { if (input.value) put(at, input.value); });
  input.addEventListener("paste", (event) => {
    event.preventDefault();
    put(at, event.clipboardData.getData("text"));
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Backspace" && !input.value && at > 0) digits[at - 1].focus();
  });
});
const countdown = document.querySelector("[data-seconds]");
if (countdown) {
  const tick = setInterval(() => {
    const left = Number(countdown.textContent) - 1;
    if (left > 0) { countdown.textContent = left; return; }
    clearInterval(tick);
    document.querySelector("[data-waiting]").hidden = true;
    document.querySelector("[data-resend]").hidden = false;
  }, 1000);
}
