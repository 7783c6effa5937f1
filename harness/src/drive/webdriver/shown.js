// What the user sees now.
const [navigation] = performance.getEntriesByType('navigation');
const root = document.documentElement;
const doctype = document.doctype ? new XMLSerializer().serializeToString(document.doctype) : '';
const isHtml = ['text/html', 'application/xhtml+xml'].includes(document.contentType);

return {
  url: location.href,
  title: document.title,
  text: document.body ? document.body.innerText : root ? root.textContent : '',
  html: doctype + (root ? root.outerHTML : ''),
  status: (navigation && navigation.responseStatus) || null,
  is_html: isHtml,
  inert: inert(),
};
