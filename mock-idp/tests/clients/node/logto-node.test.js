// Logto's own SDK for Node.js, as a server-rendered app uses it.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import LogtoClient, { LogtoRequestError, UserScope } from '@logto/node';
import { Browser } from './browser.js';
import { alice, api, bookstore, callback, home, logto, verifyAsApi } from './world.js';

// An app with one visitor: the SDK keeps its tokens in `session` and sends the visitor to `destination`.
class App {
  session = new Map();
  destination = undefined;
  browser = new Browser(logto);

  client = new LogtoClient(
    {
      endpoint: logto,
      appId: bookstore.id,
      appSecret: bookstore.secret,
      resources: [api],
      scopes: [
        UserScope.Email,
        UserScope.CustomData,
        UserScope.Organizations,
        UserScope.OrganizationRoles,
        'read:books',
        'write:books',
        'burn:books',
        'read:shelves',
      ],
    },
    {
      navigate: (address) => {
        this.destination = address;
      },
      storage: {
        getItem: async (key) => this.session.get(key) ?? null,
        setItem: async (key, value) => void this.session.set(key, value),
        removeItem: async (key) => void this.session.delete(key),
      },
    },
  );

  async signIn() {
    await this.client.signIn({ redirectUri: callback, postRedirectUri: home });
    const { address } = await this.browser.signIn(this.destination, alice);
    assert(address.href.startsWith(`${callback}?`), address.href);
    await this.client.handleSignInCallback(address.href);
    assert.equal(this.destination, home);
  }
}

async function signedIn() {
  const app = new App();
  await app.signIn();
  return app;
}

// The SDK writes every refusal to the console; the tests read it from the error.
function quietly(t) {
  t.mock.method(console, 'error', () => {});
}

async function refusal(promise) {
  const error = await promise.then(() => assert.fail('it was allowed'), (error) => error);
  assert(error instanceof LogtoRequestError, error);
  return { code: error.code, message: error.message };
}

test('signs in and believes the ID token', async () => {
  const { client } = await signedIn();
  assert.equal(await client.isAuthenticated(), true);
  const { iat, exp, created_at, updated_at, ...claims } = await client.getIdTokenClaims();
  assert.equal(exp - iat, 3600);
  assert(created_at <= updated_at);
  assert.deepEqual(claims, {
    sub: 'alice',
    name: 'Alice Liddell',
    picture: null,
    preferred_username: 'alice',
    username: 'alice',
    email: 'alice@example.com',
    email_verified: true,
    organizations: ['library', 'tea-party'],
    organization_roles: ['library:librarian'],
    aud: bookstore.id,
    iss: `${logto}/oidc`,
  });
});

test('learns from userinfo what the ID token leaves out', async () => {
  const { client } = await signedIn();
  const info = await client.fetchUserInfo();
  assert.equal(info.sub, 'alice');
  assert.equal(info.email, 'alice@example.com');
  assert.deepEqual(info.custom_data, { shelf: 7 });
  assert.deepEqual(info.organization_data, [
    { id: 'library', name: 'Library', description: null },
    { id: 'tea-party', name: 'Tea party', description: null },
  ]);
});

test('gets an access token that the API accepts, with what roles of all kinds let the user do', async () => {
  const { client } = await signedIn();
  const claims = await verifyAsApi(await client.getAccessToken(api), api);
  assert.equal(claims.sub, 'alice');
  assert.equal(claims.client_id, bookstore.id);
  assert.equal(claims.scope, 'read:books write:books');
  assert.equal(claims.exp - claims.iat, 600);
});

test('keeps an access token, and refreshes one that it has no longer', async () => {
  const { client } = await signedIn();
  const first = await client.getAccessToken(api);
  assert.equal(await client.getAccessToken(api), first);
  await client.clearAccessToken();
  const second = await client.getAccessToken(api);
  const [before, after] = [await verifyAsApi(first, api), await verifyAsApi(second, api)];
  assert.notEqual(after.jti, before.jti);
  assert.equal(after.scope, before.scope);
});

test('a young refresh token of a Traditional app stays the same', async () => {
  const { client } = await signedIn();
  const first = await client.getRefreshToken();
  await client.getAccessToken(api);
  assert.equal(await client.getRefreshToken(), first);
});

test('gets an organization token', async () => {
  const { client } = await signedIn();
  const token = await client.getOrganizationToken('library');
  const claims = await verifyAsApi(token, 'urn:logto:organization:library');
  assert.equal(claims.sub, 'alice');
  assert.equal(claims.scope, 'read:shelves');
});

test('gets an access token for an API on behalf of an organization', async () => {
  const { client } = await signedIn();
  const scopes = {};
  for (const organization of ['library', 'tea-party']) {
    const claims = await verifyAsApi(await client.getAccessToken(api, organization), api);
    assert.equal(claims.organization_id, organization);
    scopes[organization] = claims.scope;
  }
  assert.deepEqual(scopes, { library: 'read:books write:books', 'tea-party': 'read:books' });
});

test('reads why a token was refused', async (t) => {
  quietly(t);
  const { client } = await signedIn();
  assert.deepEqual(await refusal(client.getOrganizationToken('building-site')), {
    code: 'oidc.access_denied',
    message: 'Access denied.',
  });
  assert.deepEqual(await refusal(client.getAccessToken('https://elsewhere.example.com')), {
    code: 'oidc.invalid_target',
    message: 'Invalid resource indicator.',
  });
});

test('reads why a code was refused: it was used before', async (t) => {
  quietly(t);
  const app = new App();
  await app.client.signIn({ redirectUri: callback });
  const session = app.session.get('signInSession');
  const { address } = await app.browser.signIn(app.destination, alice);
  await app.client.handleSignInCallback(address.href);
  app.session.set('signInSession', session);
  assert.deepEqual(await refusal(app.client.handleSignInCallback(address.href)), {
    code: 'oidc.invalid_grant',
    message: 'Grant request is invalid.',
  });
});

test('signs in again without a password while the browser has a session', async () => {
  const app = await signedIn();
  await app.client.signIn({ redirectUri: callback });
  const { address } = await app.browser.open(app.destination);
  await app.client.handleSignInCallback(address.href);
  assert.equal((await app.client.getIdTokenClaims()).sub, 'alice');
});

test('opens the page that it was asked for', async () => {
  const app = new App();
  await app.client.signIn({ redirectUri: callback, firstScreen: 'register' });
  assert.equal((await app.browser.open(app.destination)).address.pathname, '/register');
  await app.client.signIn({ redirectUri: callback, loginHint: 'alice' });
  const page = await app.browser.open(app.destination);
  assert.equal(page.document.querySelector('input[name=identifier]').getAttribute('value'), 'alice');
});

test('signs out: the tokens, the refresh token and the session of the browser are gone', async (t) => {
  quietly(t);
  const app = await signedIn();
  const refreshToken = await app.client.getRefreshToken();
  const idToken = await app.client.getIdToken();

  await app.client.signOut(home);
  const { address } = await app.browser.open(app.destination);
  assert.equal(address.href, home);
  assert.equal(await app.client.isAuthenticated(), false);

  app.session.set('refreshToken', refreshToken).set('idToken', idToken);
  assert.deepEqual(await refusal(app.client.getAccessToken(api)), {
    code: 'oidc.invalid_grant',
    message: 'Grant request is invalid.',
  });
  await app.client.signIn({ redirectUri: callback });
  assert.equal((await app.browser.open(app.destination)).address.pathname, '/sign-in');
});
