"""What the oldest browser cannot read is found; what only looks like it is not."""

from pathlib import Path

import pytest

from setup.check_css import faults_in_css, faults_in_template, faults_under


@pytest.mark.parametrize(
    "css",
    [
        "a { color: light-dark(#fff, #000) }",
        "a { color: oklch(54.6% 0.17 254deg) }",
        "a { background: color-mix(in srgb, red 4%, transparent) }",
        "a { color: rgb(from red r g b) }",
        "tr:has(td) { color: red }",
        ":is(a, b) { color: red }",
        "a:not(.b, .c) { color: red }",
        "a { inset: 0 }",
        "a { aspect-ratio: 1 }",
        "@layer base { a { color: red } }",
        "a { & b { color: red } }",
        "@media (width >= 40em) { a { color: red } }",
        "a { height: 100dvh }",
        "@font-face { src: url(https://example.org/a.woff2) }",
        "@import '//example.org/a.css';",
    ],
)
def test_css_that_the_oldest_browser_cannot_use_is_a_fault(css: str) -> None:
    assert len(list(faults_in_css(css))) == 1


@pytest.mark.parametrize(
    "css",
    [
        "a { --ratio-aspect-ratio: 1; box-shadow: inset 0 0 1px red; gap: 1rem }",
        "a { background: url(\"data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'>&</svg>\") }",
        "/* color-mix( was here */ a { color: rgba(200, 22, 29, .1) }",
        "a::before { content: '&' }",
        "a { background: url(../img/seal.png) }",
    ],
)
def test_plain_css_has_no_fault(css: str) -> None:
    assert list(faults_in_css(css)) == []


def test_a_template_may_link_elsewhere_but_not_load_from_there() -> None:
    template = '<a href="https://example.org/">x</a><script src="https://example.org/x.js"></script>'

    faults = list(faults_in_template(template))

    assert faults == ['loads from another host: <script src="https://example.org/x.js']


def test_the_fault_names_its_file(tmp_path: Path) -> None:
    folder = tmp_path / "guildhall" / "web" / "static"
    folder.mkdir(parents=True)
    (folder / "own.css").write_text("a { inset: 0 }")

    assert faults_under(tmp_path) == ["guildhall/web/static/own.css: Chromium 86 does not know inset (1 times)"]
