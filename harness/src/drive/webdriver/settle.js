// Tells, two tasks from now, whether this document has loaded and whether it is being left.
const done = arguments[arguments.length - 1];
const key = Symbol.for('harness.leaving');

if (!(key in window)) {
  Object.defineProperty(window, key, { value: false, writable: true, configurable: true });
  addEventListener('beforeunload', () => { window[key] = true; });
  // Back from the browser's cache: nobody is leaving any more.
  addEventListener('pageshow', () => { window[key] = false; });
}

function look() {
  const [navigation] = performance.getEntriesByType('navigation');
  const over = !navigation || navigation.loadEventEnd > 0;
  done({
    document: performance.timeOrigin,
    uri: document.documentURI,
    loaded: document.readyState === 'complete' && over,
    usable: document.readyState !== 'loading',
    leaving: window[key],
    inert: inert(),
  });
}

// What a script has planned as it ran (a form's submission, a new address) is a task by now; after one
// timer and one message it has begun.
setTimeout(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = look;
  channel.port2.postMessage(null);
}, 0);
