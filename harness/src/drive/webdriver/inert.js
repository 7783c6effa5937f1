// Whether nothing in the page can change it, leave it or ask for something without a user.
function inert() {
  const lively = 'script, iframe, frame, object, embed, audio, video, meta[http-equiv=refresh i]';
  const asks = ['script', 'fetch', 'xmlhttprequest', 'beacon'];
  const asked = performance.getEntriesByType('resource').some((one) => asks.includes(one.initiatorType));
  const handled = (element) => element.getAttributeNames().some((name) => name.startsWith('on'));
  return document.readyState === 'complete' && !asked && !document.querySelector(lively)
    && !navigator.serviceWorker?.controller && ![...document.querySelectorAll('*')].some(handled);
}

