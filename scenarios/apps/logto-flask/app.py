"""A Flask app that signs in with the `logto` package, as its tutorial shows it, with an error page."""

import os
import secrets

from flask import Flask, redirect, render_template, request, session
from logto import LogtoClient, LogtoConfig, LogtoException, Storage, UserInfoScope

BASE_URL = os.environ.get("BASE_URL", "http://localhost:3000")

app = Flask(__name__)
app.secret_key = os.environ.get("APP_SECRET_KEY") or secrets.token_hex()


class SessionStorage(Storage):
    """Keeps what the SDK remembers of a visitor in Flask's session."""

    def get(self, key):
        return session.get(key, None)

    def set(self, key, value):
        session[key] = value

    def delete(self, key):
        session.pop(key, None)


client = LogtoClient(
    LogtoConfig(
        endpoint=os.environ["LOGTO_ENDPOINT"],
        appId=os.environ["LOGTO_APP_ID"],
        appSecret=os.environ["LOGTO_APP_SECRET"],
        scopes=[UserInfoScope.email],
    ),
    storage=SessionStorage(),
)


def failed(title: str, error: Exception, status: int):
    app.logger.error("%s: %r", title, error)
    return render_template("failed.html", title=title, detail=str(error)), status


@app.get("/")
async def home():
    if not client.isAuthenticated():
        return render_template("home.html", claims=None)
    return render_template("home.html", claims=client.getIdTokenClaims())


@app.get("/sign-in")
async def sign_in():
    try:
        return redirect(await client.signIn(redirectUri=f"{BASE_URL}/callback"))
    except Exception as error:
        return failed("Sign-in failed", error, 400)


@app.get("/callback")
async def callback():
    try:
        await client.handleSignInCallback(request.url)
        return redirect("/")
    except Exception as error:
        return failed("Sign-in failed", error, 400)


@app.get("/account")
async def account():
    if not client.isAuthenticated():
        return redirect("/sign-in")
    try:
        info = await client.fetchUserInfo()
    except LogtoException as error:
        return failed("Something went wrong", error, 400)
    return render_template("account.html", claims=client.getIdTokenClaims(), info=info)


@app.get("/sign-out")
async def sign_out():
    return redirect(await client.signOut(postLogoutRedirectUri=f"{BASE_URL}/"))
