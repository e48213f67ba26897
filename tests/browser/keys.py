"""A person who has a keyboard and no pointer."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

_DISTANCE = """wanted => {
  const stops = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
    .filter(one => !one.disabled && one.tabIndex >= 0 && one.checkVisibility({contentVisibilityAuto: true}));
  const from = stops.indexOf(document.activeElement), to = stops.indexOf(wanted);
  return to > from ? to - from : 0;
}"""
"""About how many stops of the tab key lie between the focus and an element."""


class Keys:
    """What they press, counted."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def press(self, key: str) -> None:
        """Press one key."""
        self.presses += 1
        self.page.keyboard.press(key)

    def reach(self, target: Locator) -> None:
        """Press the tab key until the target has the focus: first as often as the page's order says, then singly."""
        expect(target).to_be_visible()
        wanted = target.element_handle()
        for _ in range(max(0, int(wanted.evaluate(_DISTANCE)) - 3)):
            self.press("Tab")
        for _ in range(60):
            if wanted.evaluate("element => element === document.activeElement"):
                return
            self.press("Tab")
        raise AssertionError(f"the tab key does not reach {target}")

    def write(self, target: Locator, text: str) -> None:
        """Reach a field and put a text in the place of what stands there."""
        self.reach(target)
        self.press("Control+a")
        self.presses += len(text)
        self.page.keyboard.type(text)

    def choose(self, target: Locator, first_letters: str) -> None:
        """Reach a list of choices and type how the choice begins."""
        self.reach(target)
        self.presses += len(first_letters)
        self.page.keyboard.type(first_letters)

    def act(self, target: Locator, key: str = "Enter") -> None:
        """Reach a button or link and press it."""
        self.reach(target)
        self.press(key)

    def follow(self, target: Locator) -> None:
        """Reach a button or link, press it, and wait for the page that it leads to."""
        self.reach(target)
        self.page.evaluate("() => document.documentElement.setAttribute('data-old', '')")
        self.press("Enter")
        expect(self.page.locator("html[data-old]")).to_have_count(0)
