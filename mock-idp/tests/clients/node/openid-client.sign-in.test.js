// A generic client with every check of its own switched on: signing in and out.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'openid-client';
import { Browser } from './browser.js';
import { authorize, configure, signIn, strictly } from './relying-party.js';
import { alice, bookstore, callback, home, issuer, logto, marketplace, storefront } from './world.js';

test('discovers the provider', async () => {
  const metadata = (await configure(bookstore)).serverMetadata();
  assert.equal(metadata.issuer, issuer);
  assert.equal(metadata.supportsPKCE(), true);
  assert.equal(metadata.authorization_response_iss_parameter_supported, true);
});

test('discovers it as an OAuth 2.0 authorization server too (RFC 8414)', async () => {
  const address = new URL(`${issuer}/.well-known/oauth-authorization-server`);
  const config = await client.discovery(address, bookstore.id, {}, undefined, strictly);
  assert.equal(config.serverMetadata().issuer, issuer);
});

test('signs in with PKCE, state and nonce, and asks userinfo about the same subject', async () => {
  const config = await configure(bookstore);
  const tokens = await signIn(config, { scope: 'openid profile email' });
  const claims = tokens.claims();
  assert.equal(claims.sub, 'alice');
  assert.equal(claims.email, 'alice@example.com');
  assert.equal(tokens.token_type, 'bearer');
  assert.equal(tokens.expires_in, 3600);
  const info = await client.fetchUserInfo(config, tokens.access_token, claims.sub);
  assert.equal(info.email, claims.email);
  await assert.rejects(client.fetchUserInfo(config, tokens.access_token, 'bob'), {
    code: 'OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED',
  });
});

test('signs in with a pushed authorization request (RFC 9126)', async () => {
  const config = await configure(bookstore);
  const { parameters, checks } = await authorize({ scope: 'openid' });
  const address = await client.buildAuthorizationUrlWithPAR(config, parameters);
  assert.deepEqual([...address.searchParams.keys()].sort(), ['client_id', 'request_uri']);
  const arrived = await new Browser(logto).signIn(address, alice);
  const tokens = await client.authorizationCodeGrant(config, arrived.address, checks);
  assert.equal(tokens.claims().sub, 'alice');
});

test('takes the answer as a form (form_post)', async () => {
  const config = await configure(bookstore);
  const { parameters, checks } = await authorize({ scope: 'openid', response_mode: 'form_post' });
  const address = client.buildAuthorizationUrl(config, parameters);
  const arrived = await new Browser(logto).signIn(address, alice);
  assert.equal(arrived.address.href, callback);
  const request = new Request(callback, { method: 'POST', body: arrived.posted });
  const tokens = await client.authorizationCodeGrant(config, request, checks);
  assert.equal(tokens.claims().sub, 'alice');
});

test('checks how long ago the user signed in (max_age)', async () => {
  const config = await configure(bookstore);
  const browser = new Browser(logto);
  const first = await signIn(config, { scope: 'openid', max_age: '60' }, { browser, maxAge: 60 });
  assert.equal(typeof first.claims().auth_time, 'number');
});

test('is told when nobody is signed in (prompt=none)', async () => {
  const config = await configure(bookstore);
  const { parameters, checks } = await authorize({ scope: 'openid', prompt: 'none' });
  const address = client.buildAuthorizationUrl(config, parameters);
  const arrived = await new Browser(logto).open(address);
  await assert.rejects(client.authorizationCodeGrant(config, arrived.address, checks), {
    code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
    error: 'login_required',
    error_description: 'End-User authentication is required',
  });
});

test("a third party's app is let in when the user agrees, and then no longer asks", async () => {
  const config = await configure(marketplace);
  const browser = new Browser(logto);
  const { parameters, checks } = await authorize({ scope: 'openid email' });
  const address = client.buildAuthorizationUrl(config, parameters);
  const page = await browser.signIn(address, alice);
  assert.equal(page.address.pathname, '/consent');
  assert.match(page.text, /Authorize Marketplace/);
  const arrived = await browser.submit(page);
  const tokens = await client.authorizationCodeGrant(config, arrived.address, checks);
  assert.equal(tokens.claims().email, 'alice@example.com');
  assert.equal((await browser.open(address)).address.origin, new URL(callback).origin);
});

test("a third party's app is refused what it may not ask for", async () => {
  const config = await configure(marketplace);
  const { parameters, checks } = await authorize({ scope: 'openid phone' });
  const address = client.buildAuthorizationUrl(config, parameters);
  const arrived = await new Browser(logto).open(address);
  await assert.rejects(client.authorizationCodeGrant(config, arrived.address, checks), {
    code: 'OAUTH_AUTHORIZATION_RESPONSE_ERROR',
    error: 'invalid_scope',
    error_description: 'requested scope is not allowed',
  });
});

test('would notice an answer without iss, or with another one (RFC 9207)', async () => {
  const config = await configure(bookstore);
  const { parameters, checks } = await authorize({ scope: 'openid' });
  const address = client.buildAuthorizationUrl(config, parameters);
  const arrived = await new Browser(logto).signIn(address, alice);
  assert.equal(arrived.address.searchParams.get('iss'), issuer);
  for (const iss of [undefined, 'https://elsewhere.example.com/oidc']) {
    const changed = new URL(arrived.address);
    changed.searchParams.delete('iss');
    if (iss) changed.searchParams.set('iss', iss);
    await assert.rejects(client.authorizationCodeGrant(config, changed, checks), {
      code: 'OAUTH_INVALID_RESPONSE',
    });
  }
});

test('signs out and is given its state back', async () => {
  const config = await configure(storefront);
  const browser = new Browser(logto);
  const tokens = await signIn(config, { scope: 'openid' }, { browser });
  const state = client.randomState();
  const address = client.buildEndSessionUrl(config, {
    id_token_hint: tokens.id_token,
    post_logout_redirect_uri: home,
    state,
  });
  const arrived = await browser.open(address);
  assert.equal(arrived.address.href, `${home}?state=${state}`);
  const { parameters } = await authorize({ scope: 'openid' });
  const again = await browser.open(client.buildAuthorizationUrl(config, parameters));
  assert.equal(again.address.pathname, '/sign-in');
});
