// What the user sees now.
const [navigation] = performance.getEntriesByType('navigation');
const root = document.documentElement;
const doctype = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '';
// What a page needs to change, to leave or to ask for something without a user.
const lively = 'script, iframe, frame, object, embed, portal, audio, video, meta[http-equiv=refresh i]';
const handled = (element) => element.getAttributeNames().some((name) => name.startsWith('on'));
const isHtml = ['text/html', 'application/xhtml+xml'].includes(document.contentType);

return {
  url: location.href,
  title: document.title,
  text: document.body ? document.body.innerText : root ? root.textContent : '',
  html: doctype + (root ? root.outerHTML : ''),
  status: (navigation && navigation.responseStatus) || null,
  is_html: isHtml,
  inert: document.readyState === 'complete' && !document.querySelector(lively)
    && !navigator.serviceWorker?.controller && ![...document.querySelectorAll('*')].some(handled),
};
