// A browser in small: it keeps cookies, follows redirects by hand and fills forms. It only knows the
// provider: an address elsewhere is the app's, and the walk ends there.

import { parse } from 'node-html-parser';
import { CookieJar } from 'tough-cookie';

export class Browser {
  #cookies = new CookieJar();
  #provider;

  constructor(provider) {
    this.#provider = new URL(provider).origin;
  }

  // Where a click on a link to `address` ends: at a page that waits for somebody, or back at the app.
  async open(address) {
    return this.#walk(new URL(address), undefined);
  }

  // Fills and sends the form of `page`, hidden fields included.
  async submit(page, typed = {}) {
    const form = page.document?.querySelector('form');
    if (!form) throw new Error(`no form at ${page.address}: ${page.text}`);
    const fields = new URLSearchParams();
    const within = form.querySelectorAll('input[name]');
    const attached = page.document.querySelectorAll(`input[name][form="${form.id}"]`);
    for (const input of new Set([...within, ...attached])) {
      fields.set(input.getAttribute('name'), input.getAttribute('value') ?? '');
    }
    for (const [name, value] of Object.entries(typed)) {
      if (!fields.has(name)) throw new Error(`no field ${name} at ${page.address}`);
      fields.set(name, value);
    }
    const action = new URL(form.getAttribute('action') ?? page.address, page.address);
    return this.#walk(action, fields);
  }

  async signIn(address, { username, password }) {
    const page = await this.open(address);
    if (page.address.pathname !== '/sign-in') throw new Error(`not asked to sign in: ${page.address}`);
    return this.submit(page, { identifier: username, password });
  }

  async #walk(address, posted) {
    for (let hops = 0; hops < 20; hops += 1) {
      if (address.origin !== this.#provider) return { address, posted };
      const response = await fetch(address, {
        method: posted ? 'POST' : 'GET',
        body: posted,
        redirect: 'manual',
        headers: { accept: 'text/html', cookie: await this.#cookies.getCookieString(address.href) },
      });
      for (const cookie of response.headers.getSetCookie()) {
        await this.#cookies.setCookie(cookie, address.href);
      }
      const text = await response.text();
      const location = response.headers.get('location');
      if (location) {
        address = new URL(location, address);
        posted = undefined;
        continue;
      }
      const html = response.headers.get('content-type')?.startsWith('text/html');
      const page = { address, status: response.status, text, document: html ? parse(text) : undefined };
      // Pages that send themselves on do it with a line of script.
      if (html && /\.submit\(\)/.test(text)) return this.submit(page);
      return page;
    }
    throw new Error(`too many redirects, at last to ${address}`);
  }
}
