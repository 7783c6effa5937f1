// Keeps the page up to date: new exchanges as they happen, and the parts beside them.
"use strict";

const list = document.querySelector("[data-exchanges]");
const status = document.querySelector("[data-status]");

// The parts that may have changed are taken from the page anew; what somebody types in stays.
const refresh = async () => {
  const answer = await fetch(location.pathname + location.search);
  if (!answer.ok) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  for (const part of document.querySelectorAll("[data-live]")) {
    const typed = [...part.querySelectorAll("input:not([type=hidden])")].some((field) => field.value);
    const next = fresh.querySelector(`[data-live="${part.dataset.live}"]`);
    if (next && !typed && !part.contains(document.activeElement) && part.innerHTML !== next.innerHTML) {
      part.innerHTML = next.innerHTML;
    }
  }
};

let waiting;
const soon = () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => refresh().catch(() => {}), 150);
};

// A link to an exchange opens it.
const open = () => {
  const target = location.hash && document.getElementById(location.hash.slice(1));
  if (target && target.tagName === "DETAILS") target.open = true;
};
addEventListener("hashchange", open);
open();

if (document.body.querySelector(".notice[role=alert]") === null) {
  const events = new EventSource(list.dataset.exchanges);
  events.onopen = () => { status.hidden = true; };
  events.onerror = () => {
    status.textContent = "The mock does not answer: what is shown may be old.";
    status.hidden = false;
  };
  events.onmessage = (event) => {
    list.insertAdjacentHTML("afterbegin", event.data);
    document.querySelector("[data-empty]")?.remove();
    soon();
  };
  setInterval(() => { if (!document.hidden) soon(); }, 10000);
}
