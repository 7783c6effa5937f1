// The pages. Everything that comes from outside is escaped.

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const text = (value) => String(value ?? '').replace(/[&<>"']/g, (character) => escapes[character]);

const page = (title, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${text(title)}</title></head><body>${body}</body></html>`;

const nameOf = (claims) => claims.name ?? claims.username ?? claims.sub;

export const home = (claims) =>
  page(
    'openid-client with Express',
    claims
      ? `<h1>Hello, ${text(nameOf(claims))}</h1>
         <p><a href="/account">Account</a> <a href="/sign_out">Sign out</a></p>`
      : '<h1>Hello</h1><p><a href="/sign_in">Sign in</a></p>',
  );

export const account = (claims, info) =>
  page(
    'Account',
    `<h1>${text(nameOf(claims))}</h1>
     <h2>Claims</h2><pre>${text(JSON.stringify(claims, null, 2))}</pre>
     <h2>Userinfo</h2><pre>${text(JSON.stringify(info, null, 2))}</pre>
     <p><a href="/">Back to home</a> <a href="/sign_out">Sign out</a></p>`,
  );

// The library's errors carry the provider's own words in `error` and `error_description`.
export const failure = (ofSignIn, error) => {
  const title = ofSignIn ? 'Sign-in failed' : 'Something went wrong';
  const details = [error.message, error.error, error.error_description].filter((one) => typeof one === 'string');
  return page(
    title,
    `<h1>${title}</h1>${details.map((one) => `<p>${text(one)}</p>`).join('')}<p><a href="/">Back to home</a></p>`,
  );
};
