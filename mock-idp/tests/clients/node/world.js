// What the tests know beforehand: where the mock is, and what `../seed.yaml` put into it.

import assert from 'node:assert/strict';
import { createRemoteJWKSet, jwtVerify } from 'jose';

export const logto = process.env.LOGTO_ENDPOINT;
assert(logto, 'LOGTO_ENDPOINT is not set: start the tests with ../run');

export const issuer = `${logto}/oidc`;
export const callback = 'http://localhost:3000/callback';
export const home = 'http://localhost:3000/';
export const api = 'https://api.example.com';

export const bookstore = { id: 'bookstore', secret: 'bookstore-secret' };
export const storefront = { id: 'storefront' };
export const marketplace = { id: 'marketplace', secret: 'marketplace-secret' };
export const television = { id: 'television' };
export const stocktaker = { id: 'stocktaker', secret: 'stocktaker+secret/=' };

export const alice = { username: 'alice', password: 'wonderland-42' };

const keys = createRemoteJWKSet(new URL(`${issuer}/jwks`));

// What an API does with the token it is sent (RFC 9068 section 4).
export async function verifyAsApi(token, audience) {
  const { payload, protectedHeader } = await jwtVerify(token, keys, {
    issuer,
    audience,
    typ: 'at+jwt',
    algorithms: ['ES384'],
    requiredClaims: ['sub', 'iat', 'exp', 'jti', 'client_id'],
  });
  assert.equal(typeof protectedHeader.kid, 'string');
  return payload;
}
