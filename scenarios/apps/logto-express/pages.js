// The pages. Everything that comes from outside is escaped.

const escapes = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const text = (value) => String(value ?? '').replace(/[&<>"']/g, (character) => escapes[character]);

const page = (title, body) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${text(title)}</title></head><body>${body}</body></html>`;

const nameOf = (claims) => claims.name ?? claims.username ?? claims.sub;

export const home = ({ isAuthenticated, claims }) =>
  page(
    'Logto with Express',
    isAuthenticated
      ? `<h1>Hello, ${text(nameOf(claims))}</h1>
         <p><a href="/account">Account</a> <a href="/logto/sign-out">Sign out</a></p>`
      : '<h1>Hello</h1><p><a href="/logto/sign-in">Sign in</a></p>',
  );

export const account = ({ claims, userInfo }) =>
  page(
    'Account',
    `<h1>${text(nameOf(claims))}</h1>
     <h2>Claims</h2><pre>${text(JSON.stringify(claims, null, 2))}</pre>
     <h2>Userinfo</h2><pre>${text(JSON.stringify(userInfo, null, 2))}</pre>
     <p><a href="/">Back to home</a> <a href="/logto/sign-out">Sign out</a></p>`,
  );

// The SDK's errors of a callback carry the provider's own words in `data`.
export const failure = (ofSignIn, error) => {
  const title = ofSignIn ? 'Sign-in failed' : 'Something went wrong';
  const { error: code, errorDescription } = error.data ?? {};
  const details = [error.message, code, errorDescription].filter((one) => typeof one === 'string');
  return page(
    title,
    `<h1>${title}</h1>${details.map((one) => `<p>${text(one)}</p>`).join('')}<p><a href="/">Back to home</a></p>`,
  );
};
