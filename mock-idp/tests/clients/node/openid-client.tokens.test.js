// A generic client with every check of its own switched on: what becomes of tokens, and tokens without a
// browser.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as client from 'openid-client';
import { Browser } from './browser.js';
import { configure, signIn } from './relying-party.js';
import { alice, api, bookstore, logto, stocktaker, storefront, television, verifyAsApi } from './world.js';

const offline = { scope: 'openid offline_access read:books', prompt: 'consent', resource: api };

test('refreshes for a resource', async () => {
  const config = await configure(bookstore);
  const tokens = await signIn(config, offline);
  const refreshed = await client.refreshTokenGrant(config, tokens.refresh_token, { resource: api });
  const claims = await verifyAsApi(refreshed.access_token, api);
  assert.equal(claims.scope, 'read:books');
  assert.equal(refreshed.claims().sub, 'alice');
});

test('a single-page app is given a new refresh token each time', async () => {
  const config = await configure(storefront);
  const first = await signIn(config, offline);
  const second = await client.refreshTokenGrant(config, first.refresh_token);
  const third = await client.refreshTokenGrant(config, second.refresh_token);
  const given = [first, second, third].map((tokens) => tokens.refresh_token);
  assert.equal(new Set(given).size, 3);
});

test('is refused more than was granted', async () => {
  const config = await configure(bookstore);
  const { refresh_token } = await signIn(config, offline);
  await assert.rejects(client.refreshTokenGrant(config, refresh_token, { scope: 'openid email' }), {
    code: 'OAUTH_RESPONSE_BODY_ERROR',
    status: 400,
    error: 'invalid_scope',
    error_description: 'refresh token missing requested scope',
  });
});

test('introspects tokens (RFC 7662)', async () => {
  const config = await configure(bookstore);
  const tokens = await signIn(config, offline);
  const access = await client.tokenIntrospection(config, tokens.access_token);
  assert.equal(access.active, true);
  assert.equal(access.sub, 'alice');
  assert.equal(access.client_id, bookstore.id);
  assert.equal(access.token_type, 'Bearer');
  const refresh = await client.tokenIntrospection(config, tokens.refresh_token);
  assert.equal(refresh.active, true);
  const unknown = await client.tokenIntrospection(config, 'no-token-at-all');
  assert.deepEqual({ ...unknown }, { active: false });
});

test('revokes a refresh token, and the access token with it (RFC 7009)', async () => {
  const config = await configure(bookstore);
  const { access_token, refresh_token } = await signIn(config, offline);
  await client.tokenRevocation(config, refresh_token);
  assert.equal((await client.tokenIntrospection(config, refresh_token)).active, false);
  await assert.rejects(client.refreshTokenGrant(config, refresh_token), { error: 'invalid_grant' });
  const error = await client.fetchUserInfo(config, access_token, 'alice').catch((error) => error);
  assert.equal(error.code, 'OAUTH_WWW_AUTHENTICATE_CHALLENGE');
  assert.equal(error.status, 401);
  assert.deepEqual(error.cause, [
    {
      scheme: 'bearer',
      parameters: {
        realm: `${logto}/oidc`,
        error: 'invalid_token',
        error_description: 'invalid token provided',
      },
    },
  ]);
});

test('a wrong secret is answered with a challenge', async () => {
  const config = await configure({ ...stocktaker, secret: 'guessed' });
  const error = await client.clientCredentialsGrant(config, { resource: api }).catch((error) => error);
  assert.equal(error.code, 'OAUTH_WWW_AUTHENTICATE_CHALLENGE');
  assert.equal(error.cause[0].scheme, 'basic');
  assert.equal(error.cause[0].parameters.error, 'invalid_client');
});

test('a machine gets a token of its own (client_credentials)', async () => {
  const config = await configure(stocktaker);
  const tokens = await client.clientCredentialsGrant(config, { resource: api, scope: 'write:books' });
  const claims = await verifyAsApi(tokens.access_token, api);
  assert.equal(claims.sub, stocktaker.id);
  assert.equal(claims.scope, 'write:books');
  assert.equal(tokens.scope, 'write:books');
  assert.equal(tokens.expires_in, 600);
});

test('exchanges a token for one that an API takes (RFC 8693)', async () => {
  const config = await configure(bookstore);
  const { access_token } = await signIn(config, { scope: 'openid' });
  const grant = 'urn:ietf:params:oauth:grant-type:token-exchange';
  const tokens = await client.genericGrantRequest(config, grant, {
    subject_token: access_token,
    subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    resource: api,
    scope: 'read:books',
  });
  const claims = await verifyAsApi(tokens.access_token, api);
  assert.equal(claims.sub, 'alice');
  assert.equal(claims.scope, 'read:books');
});

test('a device waits while its user signs in elsewhere (RFC 8628)', async () => {
  const config = await configure(television);
  const device = await client.initiateDeviceAuthorization(config, { scope: 'openid profile' });
  assert.match(device.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
  assert.equal(device.expires_in, 600);
  const grant = 'urn:ietf:params:oauth:grant-type:device_code';
  const { device_code } = device;
  await assert.rejects(client.genericGrantRequest(config, grant, { device_code }), {
    error: 'authorization_pending',
  });

  const browser = new Browser(logto);
  const asked = await browser.open(device.verification_uri);
  const confirm = await browser.submit(asked, { device_user_code: device.user_code });
  const form = await browser.submit(confirm);
  const done = await browser.submit(form, { identifier: alice.username, password: alice.password });
  assert.equal(done.address.pathname, '/device/success');

  // Logto says nothing of an interval; five seconds, as the RFC has it then, is long for a test.
  const tokens = await client.pollDeviceAuthorizationGrant(config, { ...device, interval: 0 });
  assert.equal(tokens.claims().name, 'Alice Liddell');
  await client.fetchUserInfo(config, tokens.access_token, 'alice');
});
