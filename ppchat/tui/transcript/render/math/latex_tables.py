"""What LaTeX calls mathematical characters, and how they are written in a line of text."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

SUPERSCRIPTS: Final = MappingProxyType(
    dict(
        zip(
            "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVW−′*βγδθφχ",
            "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂ⁻′*ᵝᵞᵟᶿᵠᵡ",
            strict=True,
        )
    )
)
SUBSCRIPTS: Final = MappingProxyType(
    dict(
        zip(
            "0123456789+-=()aehijklmnoprstuvx−βγρφχ",
            "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ₋ᵦᵧᵨᵩᵪ",
            strict=True,
        )
    )
)
VULGAR: Final = MappingProxyType(
    dict(
        zip(
            [
                "1/2",
                "1/3",
                "2/3",
                "1/4",
                "3/4",
                "1/5",
                "2/5",
                "3/5",
                "4/5",
                "1/6",
                "5/6",
                "1/8",
                "3/8",
                "5/8",
                "7/8",
            ],
            "½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞",
            strict=True,
        )
    )
)
ACCENTS: Final = MappingProxyType(
    {"hat": "̂", "widehat": "̂", "bar": "̄", "overline": "̄", "vec": "⃗", "tilde": "̃"}
    | {"widetilde": "̃", "dot": "̇", "ddot": "̈"}
)
FONTS: Final = frozenset(
    (
        *(
            "mathrm",
            "mathit",
            "mathbf",
            "mathsf",
            "mathtt",
            "mathcal",
            "mathscr",
            "mathfrak",
        ),
        *(
            "boldsymbol",
            "bm",
            "text",
            "textbf",
            "textit",
            "textrm",
            "textsf",
            "texttt",
            "mbox",
        ),
        *("operatorname", "boxed", "displaystyle", "textstyle", "mathord", "mathbin"),
    )
)
DOUBLE_STRUCK: Final = MappingProxyType(dict(zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)))
FUNCTIONS: Final = frozenset(
    (
        *(
            "arccos",
            "arcsin",
            "arctan",
            "arg",
            "cos",
            "cosh",
            "cot",
            "csc",
            "deg",
            "det",
            "dim",
        ),
        *(
            "exp",
            "gcd",
            "hom",
            "inf",
            "ker",
            "lg",
            "lim",
            "liminf",
            "limsup",
            "ln",
            "log",
            "max",
        ),
        *("min", "Pr", "sec", "sin", "sinh", "sup", "tan", "tanh", "argmax", "argmin"),
    )
)
SIZES: Final = frozenset(
    (
        *(
            "left",
            "right",
            "big",
            "Big",
            "bigg",
            "Bigg",
            "bigl",
            "bigr",
            "Bigl",
            "Bigr",
            "biggl",
        ),
        *(
            "biggr",
            "Biggl",
            "Biggr",
            "limits",
            "nolimits",
            "displaystyle",
            "textstyle",
        ),
        *("scriptstyle", "nonumber", "notag", "middle"),
    )
)
BLANKS: Final = MappingProxyType(
    {",": " ", ";": " ", ":": " ", " ": " ", "!": "", "quad": "\u2001", "qquad": "\u2001", ">": " "}
)
SYMBOLS: Final = MappingProxyType(
    {
        "colon": ": ",
        "prime": "′",
        "degree": "°",
        "mid": " | ",
        "lvert": "|",
        "rvert": "|",
        "lVert": "‖",
        "rVert": "‖",
        "|": "‖",
    }
    | {"vert": "|", "Vert": "‖", "implies": " ⟹ ", "iff": " ⟺ ", "top": "⊤", "dots": "…"}
    | {"tag": "", "lbrace": "{", "rbrace": "}", "square": "□", "blacksquare": "■", "bmod": " mod "}
    | {"checkmark": "✓", "land": " ∧ ", "lor": " ∨ ", "lnot": "¬", "varnothing": "∅", "hbar": "ℏ"}
    | {"to": " → ", "gets": " ← ", "ne": " ≠ ", "le": " ≤ ", "ge": " ≥ ", "coloneqq": " ≔ "}
)
SPACED: Final = frozenset("=≠≤≥≪≫≈≡∼≃≅∝∈∉∋⊂⊆⊃⊇→←↔⇒⇐⇔⟹⟺⟶⟵⟷⟸↦⟼×·÷±∓∩∪∧∨⊕⊗⊢⊨⊥≺≻≼≽↗↘≔⋅∘∖")
"""Relations and operations, which blanks surround."""
BIG: Final = frozenset("∑∏∫∬∭∮⋃⋂⨁⨂∐")
ROWS: Final = frozenset(
    (
        *(
            "aligned",
            "align",
            "align*",
            "gather",
            "gather*",
            "gathered",
            "split",
            "equation",
        ),
        *("equation*", "multline*"),
    )
)
MATRICES: Final = MappingProxyType(
    {"matrix": "[]", "pmatrix": "()", "bmatrix": "[]", "vmatrix": "||", "Bmatrix": "{}"}
)
