"""A search field that suggests: by keyboard and by pointer, at a desk and on a phone."""

from __future__ import annotations

from playwright.sync_api import Browser, expect

from tests.browser.test_reading import DESK, PHONE, RSP, faults, reader


def test_suggestions_by_keyboard_and_by_pointer(browser: Browser, address: str) -> None:
    """Arrows go through them, Escape closes, Enter follows the chosen one, and searches where none is chosen.

    The list has a name, is announced, has no fault that axe can find, and does not widen a phone's page.
    """
    with reader(browser, DESK) as page:
        # The first search of all builds the index.
        page.goto(address + "/search/?q=pause")
        page.goto(address + "/about/")
        field = page.get_by_role("combobox", name="Search the registry")
        field.press_sequentially("responsible sc")
        options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
        expect(options.first).to_contain_text("Responsible Scaling Policy")
        expect(field).to_have_attribute("aria-expanded", "true")
        expect(page.get_by_role("status").filter(has_text="suggestion")).to_be_attached()
        field.press("ArrowDown")
        expect(options.first).to_have_attribute("aria-selected", "true")
        chosen = options.first.get_attribute("id")
        expect(field).to_have_attribute("aria-activedescendant", chosen or "")
        assert not faults(page)
        page.set_viewport_size(PHONE)  # type: ignore[arg-type]
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        field.press("Escape")
        expect(options).to_have_count(0)
        expect(field).to_have_value("responsible sc")
        field.press("ArrowDown")
        expect(options.first).to_be_visible()
        field.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        field.press("ArrowDown")
        field.press("Enter")
        page.wait_for_url(address + RSP)
        field.press_sequentially("zhipu")
        options.first.click()
        page.wait_for_url(address + "/labs/zhipu/")
        field.fill("merge clause")
        field.press("Enter")
        page.wait_for_url(address + "/search/?q=merge+clause")
        expect(page.get_by_role("combobox", name="Words")).to_have_value("merge clause")


def test_suggestions_stay_on_the_day_of_the_page(browser: Browser, address: str) -> None:
    """On a page of the past they lead to pages of that same day."""
    with reader(browser, DESK) as page:
        page.goto(address + "/labs/?as_of=2025-01-01")
        page.get_by_role("combobox", name="Search the registry").press_sequentially("zhipu")
        page.get_by_role("option").first.click()
        page.wait_for_url(address + "/labs/zhipu/?as_of=2025-01-01")


def test_without_a_script_the_field_is_a_plain_one(browser: Browser, address: str) -> None:
    """The form searches all the same."""
    with reader(browser, DESK, java_script_enabled=False) as page:
        page.goto(address + "/about/")
        page.get_by_role("searchbox", name="Search the registry").fill("merge clause")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url(address + "/search/?q=merge+clause")
