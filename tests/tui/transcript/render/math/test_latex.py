"""LaTeX → Unicode: what reads well, and what is left."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ppchat.tui.transcript.render.math.latex import formula_lines


@pytest.mark.parametrize(
    ("source", "line"),
    [
        (r"O(n \log n)", "O(n log n)"),
        (r"\frac{a}{b}", "a/b"),
        (r"\sum_{i=1}^{n} i^2 = \frac{n(n+1)}{2}", "∑ᵢ₌₁ⁿ i² = n(n+1)/2"),
        (r"x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}", "x = (-b ± √(b² - 4ac))/(2a)"),
        (r"\lim_{x \to 0} \frac{\sin x}{x} = 1", "lim_(x → 0) (sin x)/x = 1"),
        (r"\int_0^\infty e^{-x}\,dx", "∫₀^∞ e⁻ˣ dx"),
        (r"2^{n^2}", "2^(n²)"),
        (r"e^{i\pi} + 1 = 0", "e^(iπ) + 1 = 0"),
        (r"\theta_{\text{old}}", "θ_old"),
        (r"x \in \mathbb{R}^{n \times m}", "x ∈ ℝ^(n × m)"),
        (r"\left\{ x \mid x > 0 \right\}", "{x | x > 0}"),
        (r"\frac{\partial f}{\partial x}", "∂f/∂x"),
        (r"\sqrt[3]{8}", "∛8"),
        (r"90^\circ", "90°"),
        (r"\frac{1}{2}mv^2", "½mv²"),
        (r"\frac{a}{b}c", "a/b c"),
        (r"\sin\theta + \cos^2 x", "sin θ + cos² x"),
        (r"\hat{x} + \vec{v}", "x̂ + v⃗"),
        (r"a\le b", "a ≤ b"),
        (r"y \text{ if }x", "y if x"),
        (r"2\pi r", "2πr"),
        (r"\begin{pmatrix} a & b \\ c & d \end{pmatrix}", "(a b; c d)"),
        (
            r"f(x) = \begin{cases} 1 & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
            "f(x) = {1 if x > 0; 0 otherwise}",
        ),
        (r"f'(x)", "f′(x)"),
        (r"a \quad b", "a  b"),
    ],
)
def test_the_common_kind_becomes_one_line(source: str, line: str) -> None:
    assert formula_lines(source) == (line,)


@pytest.mark.parametrize(
    "source",
    [
        r"\frac{a",
        r"\unknown{x}",
        r"\underbrace{a+b}_c",
        r"\overline{AB}",
        r"\ce{H2O}",
        r"x^",
        r"x_^2",
        r"\begin{tikzpicture} \end{tikzpicture}",
        r"{" * 2000,
        "x" * 5000,
        "",
    ],
)
def test_what_would_not_read_well_is_left(source: str) -> None:
    assert formula_lines(source) == ()


@given(st.text(alphabet=r"\\{}^_&$[]()abfracsqrtle12 +-='~%", max_size=60))
@settings(deadline=None, max_examples=200)
def test_no_text_raises(source: str) -> None:
    assert all(formula_lines(source))
