// openid-client set up as strictly as it goes, and a sign-in made with it.

import * as client from 'openid-client';
import { Browser } from './browser.js';
import { alice, callback, issuer, logto } from './world.js';

// Plain HTTP is the one thing that is let through: the mock listens on loopback. In return the signature
// of ID tokens is checked even where TLS would vouch for them.
export const strictly = {
  execute: [client.allowInsecureRequests, client.enableNonRepudiationChecks],
};

// The client's view of the provider. An application with a secret sends it as Basic credentials.
export function configure({ id, secret }) {
  const metadata = { client_id: id, client_secret: secret, id_token_signed_response_alg: 'ES384' };
  const authentication = secret ? client.ClientSecretBasic(secret) : client.None();
  return client.discovery(new URL(issuer), id, metadata, authentication, strictly);
}

// A request with everything that protects it, and what its answer is checked against.
export async function authorize(extra) {
  const verifier = client.randomPKCECodeVerifier();
  const checks = {
    pkceCodeVerifier: verifier,
    expectedState: client.randomState(),
    expectedNonce: client.randomNonce(),
    idTokenExpected: true,
  };
  const parameters = {
    redirect_uri: callback,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state: checks.expectedState,
    nonce: checks.expectedNonce,
    ...extra,
  };
  return { parameters, checks };
}

export async function signIn(config, extra, { browser = new Browser(logto), maxAge } = {}) {
  const { parameters, checks } = await authorize(extra);
  const address = client.buildAuthorizationUrl(config, parameters);
  const arrived = await browser.signIn(address, alice);
  return client.authorizationCodeGrant(config, arrived.address, { ...checks, maxAge });
}
