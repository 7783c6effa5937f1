"""A browser in small: it keeps cookies, follows redirects by hand and fills forms.

It only knows the provider: an address elsewhere is the app's, and the walk ends there.
"""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Optional
from urllib.parse import urljoin, urlsplit

from aiohttp import ClientSession, CookieJar


@dataclass
class Form:
    """The form of a page."""

    id: Optional[str]
    action: Optional[str]
    fields: dict[str, str] = field(default_factory=dict)


class FormReader(HTMLParser):
    """Finds the first form of a page, with the inputs inside it and those attached to it by its id."""

    def __init__(self) -> None:
        super().__init__()
        self.form: Optional[Form] = None
        self._inside = False

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if tag == "form" and self.form is None:
            self.form = Form(attributes.get("id"), attributes.get("action"))
            self._inside = True
        elif tag == "input" and self.form and "name" in attributes:
            attached = self.form.id and attributes.get("form") == self.form.id
            if self._inside or attached:
                self.form.fields[attributes["name"]] = attributes.get("value") or ""

    def handle_endtag(self, tag):
        if tag == "form":
            self._inside = False


@dataclass
class Page:
    """Where a walk ended: a page of the provider's, or, without a form, an address of the app's."""

    address: str
    text: str = ""
    form: Optional[Form] = None

    @property
    def path(self) -> str:
        return urlsplit(self.address).path


class Browser:
    """One person's browser. Use it as `async with Browser(provider) as browser`."""

    def __init__(self, provider: str) -> None:
        self._provider = provider
        self._http = ClientSession(cookie_jar=CookieJar(quote_cookie=False))

    async def __aenter__(self) -> "Browser":
        return self

    async def __aexit__(self, *_) -> None:
        await self._http.close()

    async def open(self, address: str) -> Page:
        """Where a click on a link to `address` ends."""
        return await self._walk("GET", address, None)

    async def submit(self, page: Page, **typed: str) -> Page:
        """Fills and sends the form of a page, hidden fields included."""
        if page.form is None:
            raise AssertionError(f"no form at {page.address}: {page.text}")
        missing = typed.keys() - page.form.fields.keys()
        if missing:
            raise AssertionError(f"no field {missing} at {page.address}")
        action = urljoin(page.address, page.form.action or "")
        return await self._walk("POST", action, page.form.fields | typed)

    async def sign_in(self, address: str, username: str, password: str) -> Page:
        page = await self.open(address)
        if page.path != "/sign-in":
            raise AssertionError(f"not asked to sign in: {page.address} {page.text}")
        return await self.submit(page, identifier=username, password=password)

    async def _walk(self, method: str, address: str, form: Optional[dict]) -> Page:
        for _ in range(20):
            if not address.startswith(f"{self._provider}/"):
                return Page(address)
            async with self._http.request(
                method, address, data=form, allow_redirects=False, headers={"accept": "text/html"}
            ) as response:
                text = await response.text()
                location = response.headers.get("location")
            if location is not None:
                method, address, form = "GET", urljoin(address, location), None
                continue
            reader = FormReader()
            reader.feed(text)
            page = Page(address, text, reader.form)
            # Pages that send themselves on do it with a line of script.
            return await self.submit(page) if ".submit()" in text else page
        raise AssertionError(f"too many redirects, at last to {address}")
