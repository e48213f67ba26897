"""What readers come to ask, walked from the home page in few actions; and what every page owes them on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, Route, ViewportSize, expect

from tests.browser.keys import Keys
from tests.browser.test_reading import DESK, PHONE, RSP, reader
from tests.patience import PATIENCE

expect.set_options(timeout=PATIENCE * 1000)

MOST_ACTIONS = 4

FORMS = {
    "phone, no script": (PHONE, False),
    "desk": (DESK, True),
}
"""In which readers come: how large their screen is, and whether scripts run."""

MAGNIFIED = {"width": 320, "height": 256}
"""What is left of a desk's screen at 400 %."""


@dataclass(frozen=True)
class Step:
    """Something that a reader does, or reads where it stands."""

    do: Callable[[Page], None]
    is_action: bool = True


def click(name: str, *, inside: str = "main", role: str = "link") -> Step:
    """Click the first link, or what else is named so, whose name begins with these words."""

    def press(page: Page) -> None:
        named = page.locator(inside).get_by_role(role, name=re.compile("^" + re.escape(name)))  # type: ignore[arg-type]
        named.filter(visible=True).first.click()

    return Step(press)


def sign(told: str) -> Step:
    """Click a sign in a grid: what it tells begins so."""
    return Step(lambda page: page.locator(f'.grid a[title^="{told}"]').click())


def unfold(name: str) -> Step:
    """Open what is folded."""
    return Step(lambda page: page.locator("summary").filter(has_text=name).first.click())


def enter(label: str, text: str) -> Step:
    """Type into a field, and press Enter."""

    def type_in(page: Page) -> None:
        field = page.get_by_label(label)
        field.fill(text)
        field.press("Enter")

    return Step(type_in)


def read(*words: str) -> Step:
    """See that words stand on the screen, and that nobody has to push it sideways for them."""

    def see(page: Page) -> None:
        size = page.viewport_size
        assert size is not None
        page.wait_for_load_state()
        for text in words:
            places = [found.bounding_box() for found in page.locator("main").get_by_text(text).all()]
            assert any(place and _is_on(place, size) for place in places), (text, page.url, places)
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    return Step(see, is_action=False)


def _is_on(place: FloatRect, screen: ViewportSize) -> bool:
    across = place["x"] >= 0 and place["x"] + place["width"] <= screen["width"]
    return across and place["y"] < screen["height"] and place["y"] + place["height"] > 0


SCENARIOS: dict[str, tuple[Step, ...]] = {
    "What did Anthropic’s policy drop in version 3.0, and what did it do to its score?": (
        click("Anthropic"),
        click("Responsible Scaling Policy"),
        click("What changed in 3.0"),
        read("2.2 → 3.0", "26 removed", "buying-time 27.8 → 18.3", "frontier-commitments 58.0 → 52.0"),
        click("26 removed"),
        read("26 removed", "Detailed lists of CBRN capabilities of concern are kept as sensitive"),
    ),
    "Which lab first promised to keep dangerous knowledge to few, and who dropped it?": (
        click("Who promised it first?"),
        click("Who promised it first", inside="tr:has-text('Dangerous knowledge')"),
        read("Who promised it first", "First: Conjecture, 29 July 2022", "Dropped: Anthropic."),
    ),
    "Who at OpenAI decides on release, and can one person set it aside?": (
        click("OpenAI"),
        click("Who decides"),
        read("Who decides", "OpenAI Leadership (CEO or designee), Board may overrule", "1 promise"),
        click("Whether to release a model, and on what conditions"),
        read(
            "OpenAI Leadership (CEO or designee)",
            "required safeguards may be lowered under the marginal-risk clause",
        ),
    ),
    "What was in force at Meta on 14 October 2024?": (
        enter("As of", "2024-10-14"),
        click("Meta"),
        read("This page shows what was in force on 14 October 2024", "33 clauses, 2 in its own documents"),
    ),
    "Which promises are overdue?": (
        click("Was it kept, and what is due?"),
        read("Past due", "A Frontier AI Governance Board of the Chief Responsible AI Officer"),
    ),
    "How do Anthropic and OpenAI differ on pausing?": (
        sign("Anthropic, Pause"),
        click("Compare with another lab on Pause"),
        click("OpenAI", role="checkbox"),
        click("Compare", role="button"),
        read("Pause, clause by clause", "Stop until safeguards are ready"),
    ),
    "Where is the exact sentence that a score of Google DeepMind rests on, and how do I cite it?": (
        click("Google DeepMind", inside="div:has(> h3:has-text('Buying time'))"),
        click("12. Condition before internal use"),
        click("Will apply its mitigation and residual-risk process"),
        read("section 3.1; glossary (p.19)", "storage.googleapis.com"),
        unfold("Permanent link and citation"),
        read("What this page shows stays at", "In words"),
    ),
}
"""Questions, what a reader does from the home page on, and the words that must stand there then."""


@pytest.fixture(scope="module", params=list(FORMS.values()), ids=list(FORMS))
def page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A reader's page, in one of the forms; one for all questions."""
    size, scripts = request.param
    with reader(browser, size, java_script_enabled=scripts) as found:
        yield found


@pytest.mark.parametrize("question", list(SCENARIOS))
def test_a_question_is_answered_in_few_actions(page: Page, address: str, question: str) -> None:
    """From the home page the answer is on the screen after at most four actions."""
    steps = SCENARIOS[question]
    assert sum(step.is_action for step in steps) <= MOST_ACTIONS
    page.goto(address)
    for step in steps:
        step.do(page)


def test_a_journey_by_keyboard_at_four_times_the_size(browser: Browser, address: str) -> None:
    """Skip link, menu, day, explanation and fold by keys alone; the focus is seen, and nothing runs off sideways."""
    with reader(browser, MAGNIFIED) as page:
        keys = Keys(page)
        page.goto(address)
        keys.press("Tab")
        _focused(page, page.get_by_role("link", name="Skip to content"))
        keys.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.goto(f"{address}/about/")
        menu = page.get_by_role("navigation", name="Main").get_by_role("link", name="Labs")
        keys.reach(menu)
        _focused(page, menu)
        keys.follow(menu)

        day = page.get_by_label("As of")
        keys.reach(day)
        _focused(page, day)
        page.keyboard.type("06012024")
        keys.press("Enter")
        page.wait_for_url("**/labs/?as_of=2024-06-01")
        lab = page.get_by_role("rowheader", name="Anthropic").get_by_role("link")
        keys.reach(lab)
        _focused(page, lab)
        keys.follow(lab)
        expect(page.get_by_role("note").first).to_contain_text("1 June 2024")

        word, meaning = (
            page.get_by_role("button", name="strength", exact=True),
            page.locator("#about-strength"),
        )
        keys.reach(word)
        _focused(page, word)
        keys.press("Enter")
        expect(meaning).to_be_in_viewport(ratio=1)
        keys.press("Escape")
        expect(meaning).not_to_be_visible()
        fold, text = (
            page.locator("summary.subject, .subject > summary").first,
            page.locator(".subject .clause").first,
        )
        expect(text).not_to_be_visible()
        keys.reach(fold)
        _focused(page, fold)
        keys.press("Enter")
        expect(text).to_be_visible()


def _focused(page: Page, target: Locator) -> None:
    """What has the focus is on the screen and outlined, and the page is no wider than the screen."""
    expect(target).to_be_focused()
    expect(target).to_be_in_viewport()
    style, width = target.evaluate(
        "one => [getComputedStyle(one).outlineStyle, getComputedStyle(one).outlineWidth]"
    )
    assert (style, width) == ("solid", "3px")
    assert page.evaluate("document.documentElement.scrollWidth") <= MAGNIFIED["width"]


KINDS = ["/", "/labs/anthropic/", RSP, "/topics/merge-clause/", "/standards/buying-time/", "/search/?q=pause"]

DRAWN = """() => new Promise(done => new PerformanceObserver(list => {
  if (list.getEntriesByName("first-contentful-paint").length) requestAnimationFrame(() => done());
}).observe({type: "paint", buffered: true}))"""

SHIFTS = """async () => {
  const seen = [];
  await document.fonts.ready;
  new PerformanceObserver(list => seen.push(...list.getEntries())).observe({type: "layout-shift", buffered: true});
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))));
  return seen.map(one => [one.value, ...one.sources.map(source => source.node?.nodeName)]);
}"""


@pytest.mark.parametrize(("size", "kinds"), [(PHONE, KINDS), (DESK, KINDS[::3])], ids=["phone", "desk"])
def test_nothing_moves_when_fonts_and_scripts_come_late(
    browser: Browser, address: str, size: dict[str, int], kinds: list[str]
) -> None:
    """A page whose fonts and script arrive after it was drawn stays as it is."""
    for path in kinds:
        with reader(browser, size) as page:
            held: list[Route] = []
            page.route(re.compile(r"\.(woff2|js)\b"), lambda route: held.append(route))  # noqa: B023, PLW0108 - held while this page is
            page.goto(address + path, wait_until="commit")
            page.evaluate(DRAWN)
            assert held
            for late in held:
                late.continue_()
            page.unroute_all()
            page.wait_for_load_state()
            assert page.evaluate(SHIFTS) == [], path


FOLDED = "[...document.querySelectorAll('main details:not([open]) :is(.clause-text, li, td, pre)')]"
VISIBLE = ".filter(one => one.checkVisibility({contentVisibilityAuto: true, visibilityProperty: true}))"


FRAME = "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done))))"
"""Until it was drawn anew, the browser tells of what it drew before."""


def test_paper_has_the_words_and_not_the_controls(browser: Browser, address: str) -> None:
    """Printed, what is folded stands there, menus and forms do not; and nothing ever moves by itself."""
    with reader(browser, DESK, reduced_motion="reduce") as page:
        for path in KINDS[1:4]:
            page.goto(address + path)
            count = page.evaluate(f"{FOLDED}.length")
            assert count and page.evaluate(f"{FOLDED}{VISIBLE}.length") == 0
            page.emulate_media(media="print")
            page.evaluate(FRAME)
            assert page.evaluate(f"{FOLDED}{VISIBLE}.length") == count
            assert (
                not page.locator("nav[aria-label=Main], main form, .find, .skip").filter(visible=True).all()
            )
            page.emulate_media(media="screen")
        assert page.evaluate(
            "[...document.querySelectorAll('*')].every(one => getComputedStyle(one).animationName === 'none'"
            " && parseFloat(getComputedStyle(one).transitionDuration) === 0)"
        )
