"""A browser, the pages behind a port of this machine, and what must hold on every page that is opened.

Where there is no Chromium the tests are skipped, unless EVPLAN_NEED_BROWSER is set, as `.ci/run` does: then they fail.
EVPLAN_SCREENSHOTS names a folder for a picture of every page that is looked at.
"""

from __future__ import annotations

import os
import shutil
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from argon2 import PasswordHasher
from fault import FAULTS
from playwright.sync_api import Browser, BrowserContext, Locator, Page, sync_playwright
from web_world import KEY, PASSWORD, VERSION, Here, Now, fill

from evplan.report.language import Language
from evplan.report.word import word
from evplan.web import WebSetting, create_app
from evplan.workflow import password

BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        why = f"no browser here: none of {', '.join(BROWSERS)} is installed"
        (pytest.fail if os.environ.get("EVPLAN_NEED_BROWSER") else pytest.skip)(why)
    with sync_playwright() as playwright:
        # Chromium refuses to run as root in its sandbox; it opens nothing but the pages of this test.
        opened = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the small world, a verified plan and accounts, and no round yet."""
    path = tmp_path_factory.mktemp("browser") / "solved.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(password, "_HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        fill(f"sqlite:///{path}")
    return path


@pytest.fixture
def address(solved: Path, tmp_path: Path) -> Iterator[str]:
    """The pages, served on a fresh copy of that database."""
    url = f"sqlite:///{shutil.copy(solved, tmp_path / 'pages.db')}"
    app = create_app(WebSetting(url, VERSION, KEY, Now()), executor=Here)
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(app, log_level="error"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        limit = time.monotonic() + 20
        while not server.started and time.monotonic() < limit:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@dataclass
class Person:
    """Someone with a browser and an account, who reads a language."""

    page: Page
    address: str
    language: Language
    pictures: Path | None = None
    seen: list[str] = field(default_factory=list)

    def words(self, key: str, **values: object) -> str:
        """Return what the pages call something."""
        return word(f"web.{key}", self.language, **values)

    def log_in(self, name: str) -> None:
        self.page.goto(f"{self.address}/language/{self.language}?back=/login")
        self.look("login")
        self.page.get_by_label(self.words("login.name")).fill(name)
        self.page.get_by_label(self.words("login.password")).fill(PASSWORD)
        self.press("login.submit")

    def go(self, path: str, name: str = "") -> None:
        """Open a page and look at it."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        assert answer.status == 200, path
        self.look(name or path)

    def press(self, key: str, **values: object) -> None:
        """Press a button by what stands on it."""
        self.click(self.page.get_by_role("button", name=self.words(key, **values)))

    def click(self, what: Locator) -> None:
        """Click what leads to another page."""
        with self.page.expect_navigation():
            what.click()

    def look(self, name: str) -> None:
        """Take a picture of the page and find nothing wrong with it."""
        width = self.page.viewport_size["width"]
        if self.pictures is not None:
            plain = name.strip("/").replace("/", "-").replace("?", "-")
            self.page.screenshot(path=self.pictures / f"{self.language}-{width}-{plain}.png", full_page=True)
        assert self.page.evaluate(FAULTS) == [], (name, width, self.language)
        self.seen.append(name)


@pytest.fixture
def person(browser: Browser, address: str) -> Iterator[Callable[..., Person]]:
    """Give a function that puts someone in front of a screen and logs them in."""
    contexts: list[BrowserContext] = []
    folder = os.environ.get("EVPLAN_SCREENSHOTS")
    pictures = Path(folder) if folder else None

    def come(name: str, language: Language, *, script: bool = True, **screen: object) -> Person:
        contexts.append(browser.new_context(java_script_enabled=script, **screen))
        contexts[-1].set_default_timeout(10_000)
        found = Person(contexts[-1].new_page(), address, language, pictures)
        found.log_in(name)
        return found

    yield come
    for context in contexts:
        context.close()
