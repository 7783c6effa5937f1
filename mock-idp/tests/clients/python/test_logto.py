"""Logto's own SDK for Python, as a server-rendered app uses it."""

import json
import logging
import os
from typing import Optional
from unittest import IsolatedAsyncioTestCase, main

import jwt
from browser import Browser
from logto import LogtoClient, LogtoConfig, LogtoException, Storage, UserInfoScope

LOGTO = os.environ["LOGTO_ENDPOINT"]
ISSUER = f"{LOGTO}/oidc"
CALLBACK = "http://localhost:3000/callback"
HOME = "http://localhost:3000/"
API = "https://api.example.com"
ALICE = ("alice", "wonderland-42")

# The SDK fetches keys without yielding to the event loop, which the loop remarks upon.
logging.getLogger("asyncio").setLevel(logging.ERROR)


class Session(Storage):
    """What the app keeps of one visitor."""

    def __init__(self) -> None:
        self.values: dict[str, Optional[str]] = {}

    def get(self, key):
        return self.values.get(key)

    def set(self, key, value):
        self.values[key] = value

    def delete(self, key):
        self.values.pop(key, None)


def verify_as_api(token: str, audience: str) -> dict:
    """What an API does with the token that it is sent (RFC 9068 section 4)."""
    key = jwt.PyJWKClient(f"{ISSUER}/jwks").get_signing_key_from_jwt(token)
    required = ["iss", "sub", "aud", "exp", "iat", "jti", "client_id"]
    assert jwt.get_unverified_header(token)["typ"] == "at+jwt"
    return jwt.decode(
        token,
        key,
        algorithms=["ES384"],
        issuer=ISSUER,
        audience=audience,
        options={"require": required},
    )


class LogtoForPython(IsolatedAsyncioTestCase):
    async def asyncSetUp(self):
        self.browser = await self.enterAsyncContext(Browser(LOGTO))
        self.session = Session()
        self.client = LogtoClient(
            LogtoConfig(
                endpoint=LOGTO,
                appId="bookstore",
                appSecret="bookstore-secret",
                resources=[API],
                scopes=[
                    UserInfoScope.email,
                    UserInfoScope.custom_data,
                    UserInfoScope.identities,
                    UserInfoScope.organizations,
                    UserInfoScope.organization_roles,
                    "read:books",
                    "write:books",
                    "burn:books",
                    "read:shelves",
                ],
            ),
            self.session,
        )

    async def sign_in(self):
        address = await self.client.signIn(redirectUri=CALLBACK)
        arrived = await self.browser.sign_in(address, *ALICE)
        self.assertTrue(arrived.address.startswith(f"{CALLBACK}?"), arrived.address)
        await self.client.handleSignInCallback(arrived.address)

    async def refusal(self, call) -> dict:
        with self.assertRaises(LogtoException) as refused:
            await call
        return json.loads(str(refused.exception))

    async def test_signs_in_and_believes_the_id_token(self):
        await self.sign_in()
        self.assertTrue(self.client.isAuthenticated())
        claims = self.client.getIdTokenClaims()
        self.assertEqual(claims.iss, ISSUER)
        self.assertEqual(claims.aud, "bookstore")
        self.assertEqual(claims.sub, "alice")
        self.assertEqual(claims.name, "Alice Liddell")
        self.assertEqual(claims.username, "alice")
        self.assertIsNone(claims.picture)
        self.assertEqual(claims.email, "alice@example.com")
        self.assertIs(claims.email_verified, True)
        self.assertEqual(claims.organizations, ["library", "tea-party"])
        self.assertEqual(claims.organization_roles, ["library:librarian"])
        self.assertEqual(claims.exp - claims.iat, 3600)

    async def test_learns_from_userinfo_what_the_id_token_leaves_out(self):
        await self.sign_in()
        info = await self.client.fetchUserInfo()
        self.assertEqual(info.sub, "alice")
        self.assertEqual(info.email, "alice@example.com")
        self.assertEqual(info.custom_data, {"shelf": 7})
        self.assertEqual(info.identities, {})
        self.assertEqual(info.organizations, ["library", "tea-party"])

    async def test_gets_an_access_token_that_the_api_accepts(self):
        await self.sign_in()
        claims = verify_as_api(await self.client.getAccessToken(API), API)
        self.assertEqual(claims["sub"], "alice")
        self.assertEqual(claims["client_id"], "bookstore")
        self.assertEqual(claims["scope"], "read:books write:books")
        self.assertEqual(claims["exp"] - claims["iat"], 600)

    async def test_keeps_an_access_token_and_refreshes_one_that_it_has_no_longer(self):
        await self.sign_in()
        first = await self.client.getAccessToken(API)
        self.assertEqual(await self.client.getAccessToken(API), first)
        self.session.delete("accessTokenMap")
        second = await self.client.getAccessToken(API)
        before, after = verify_as_api(first, API), verify_as_api(second, API)
        self.assertNotEqual(after["jti"], before["jti"])
        self.assertEqual(after["scope"], before["scope"])

    async def test_gets_an_organization_token(self):
        await self.sign_in()
        token = await self.client.getOrganizationToken("library")
        claims = verify_as_api(token, "urn:logto:organization:library")
        self.assertEqual(claims["sub"], "alice")
        self.assertEqual(claims["scope"], "read:shelves")
        typed = await self.client.getOrganizationTokenClaims("tea-party")
        self.assertEqual(typed.scope, "")

    async def test_reads_why_an_organization_token_was_refused(self):
        await self.sign_in()
        refusal = await self.refusal(self.client.getOrganizationToken("building-site"))
        self.assertEqual(
            refusal,
            {
                "code": "oidc.access_denied",
                "message": "Access denied.",
                "error": "access_denied",
                "error_description": "user is not a member of the organization",
            },
        )

    async def test_a_code_is_good_for_one_use_and_takes_its_tokens_along(self):
        address = await self.client.signIn(redirectUri=CALLBACK)
        asked = self.session.get("signInSession")
        arrived = await self.browser.sign_in(address, *ALICE)
        await self.client.handleSignInCallback(arrived.address)
        self.session.set("signInSession", asked)
        refusal = await self.refusal(self.client.handleSignInCallback(arrived.address))
        self.assertEqual(refusal["code"], "oidc.invalid_grant")
        refusal = await self.refusal(self.client.fetchUserInfo())
        self.assertEqual(refusal["code"], "oidc.invalid_token")

    async def test_opens_the_sign_up_page_when_asked(self):
        address = await self.client.signIn(redirectUri=CALLBACK, interactionMode="signUp")
        self.assertEqual((await self.browser.open(address)).path, "/register")

    async def test_signs_out_and_the_session_of_the_browser_is_gone(self):
        await self.sign_in()
        arrived = await self.browser.open(await self.client.signOut(HOME))
        self.assertEqual(arrived.address, HOME)
        self.assertFalse(self.client.isAuthenticated())
        again = await self.browser.open(await self.client.signIn(redirectUri=CALLBACK))
        self.assertEqual(again.path, "/sign-in")


if __name__ == "__main__":
    main()
