// An Express app that signs in with openid-client, with every check that the library offers.

import { randomBytes } from 'node:crypto';
import express from 'express';
import session from 'express-session';
import * as client from 'openid-client';
import { account, failure, home } from './pages.js';

const { PORT = '3000', BASE_URL = `http://localhost:${PORT}`, ISSUER, CLIENT_ID, CLIENT_SECRET } = process.env;

const redirectUri = `${BASE_URL}/callback`;
const scope = 'openid profile email offline_access';

// Plain HTTP is let through for a provider on this machine only; with TLS this list holds one entry.
const local = new URL(ISSUER).protocol === 'http:';
const options = {
  execute: [client.enableNonRepudiationChecks, ...(local ? [client.allowInsecureRequests] : [])],
};

// Discovery, once; a failed one is tried again by the next visitor.
let discovered;
function configuration() {
  discovered ??= client
    .discovery(new URL(ISSUER), CLIENT_ID, undefined, client.ClientSecretBasic(CLIENT_SECRET), options)
    .catch((error) => {
      discovered = undefined;
      throw error;
    });
  return discovered;
}

const app = express();
app.use(
  session({
    secret: process.env.SESSION_SECRET ?? randomBytes(32).toString('hex'),
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax' },
  }),
);

const promised = (start) => new Promise((done, failed) => start((error) => (error ? failed(error) : done())));

app.get('/', (request, response) => {
  response.send(home(request.session.claims));
});

app.get('/sign_in', async (request, response) => {
  const config = await configuration();
  const verifier = client.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  };
  request.session.checks = checks;
  const parameters = {
    redirect_uri: redirectUri,
    scope,
    prompt: 'consent',
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
  };
  response.redirect(client.buildAuthorizationUrl(config, parameters).href);
});

app.get('/callback', async (request, response) => {
  const { checks } = request.session;
  if (!checks) {
    throw new Error('no sign-in was begun in this browser');
  }
  // What was asked once is answered once.
  delete request.session.checks;
  const config = await configuration();
  const tokens = await client.authorizationCodeGrant(config, new URL(request.originalUrl, BASE_URL), checks);
  await promised((done) => request.session.regenerate(done));
  remember(request.session, tokens);
  response.redirect('/');
});

app.get('/account', async (request, response) => {
  const { claims } = request.session;
  if (!claims) {
    response.redirect('/sign_in');
    return;
  }
  const config = await configuration();
  if (Date.now() >= request.session.expiresAt && request.session.refreshToken) {
    remember(request.session, await client.refreshTokenGrant(config, request.session.refreshToken));
  }
  const info = await client.fetchUserInfo(config, request.session.accessToken, claims.sub);
  response.send(account(request.session.claims, info));
});

app.get('/sign_out', async (request, response) => {
  const { idToken, refreshToken } = request.session;
  await promised((done) => request.session.destroy(done));
  if (!idToken) {
    response.redirect('/');
    return;
  }
  const config = await configuration();
  if (refreshToken) {
    await client.tokenRevocation(config, refreshToken).catch((error) => console.error(error));
  }
  const parameters = {
    post_logout_redirect_uri: `${BASE_URL}/`,
    id_token_hint: idToken,
    state: client.randomState(),
  };
  response.redirect(client.buildEndSessionUrl(config, parameters).href);
});

app.use((error, request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  console.error(error);
  const ofSignIn = ['/sign_in', '/callback'].includes(request.path);
  response.status(ofSignIn || error.code?.startsWith('OAUTH_') ? 400 : 500).send(failure(ofSignIn, error));
});

// Keeps what a token response brings.
function remember(session, tokens) {
  session.accessToken = tokens.access_token;
  session.expiresAt = Date.now() + (tokens.expiresIn() ?? 3600) * 1000;
  session.refreshToken = tokens.refresh_token ?? session.refreshToken;
  if (tokens.id_token) {
    session.idToken = tokens.id_token;
    session.claims = tokens.claims();
  }
}

app.listen(Number(PORT), '127.0.0.1', () => console.log(`listening on ${BASE_URL}`));
