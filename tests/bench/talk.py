"""Prompts and answers as people and models write them, in several languages, from a seed."""

from __future__ import annotations

from itertools import accumulate, product
from random import Random
from typing import Final

_COMMON: Final = {
    "en": "the of and a to in is that it for on with as this by from are be can or an at not we"
    " which when if has one each value time list data code function file server request stream"
    " event answer token model error test type string number table query index page memory",
    "de": "der die das und in zu den ist von mit sich auf für ein nicht als auch es an werden aus"
    " wenn wird sind über Antwort Anfrage Zeit Wert Fehler Speicher Zeile größer schnell später",
    "fr": "le la les de et en un une est que pour dans ce qui sur pas plus par avec être réponse"
    " requête délai valeur erreur mémoire ligne été après façon très même",
    "ru": "и в не на я быть он с что а по это она этот к но они мы весь который ответ запрос время"
    " ошибка память строка значение сервер",
}
_CJK: Final = {
    "zh": "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下"
    "自之年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主",
    "ja": "日本語の回答はサーバーから届いた順に表示されますこの関数は値を返すので時間がかかることが"
    "あり検索と保存をもっと速くするにはどうすればよいですか例を示してくださいメモリとデータの行",
    "ko": "이서버는요청을받고답을보냅니다시간이오래걸리면다시시도하세요값과오류를확인하고기억에"
    "저장합니다검색은빠르고목록은짧습니다",
}
_SYLLABLES: Final = tuple(map("".join, product("bdfghjklmnprstvxz", "aeiou")))
_CODE: Final = (
    "def {a}_{b}(self, {c}: int) -> list[str]:\n    return [{a}({c}) for _ in range({n})]\n",
    "SELECT {a}, count(*) FROM {b} WHERE {c} > {n} GROUP BY {a};\n",
    "const {a} = await fetch(`/api/{b}/${{{c}}}`, {{ retries: {n} }});\n",
    "for ({a} = 0; {a} < {n}; {a}++) {{\n    {b}->{c}[{a}] ^= 0x{n:x};\n}}\n",
    "cargo run --release -- --{a} {b} --{c}={n}\n",
)
LANGUAGES: Final = ("en",) * 11 + ("de",) * 3 + ("fr", "ru", "zh", "zh", "ja", "ko")
"""As often as they are spoken here."""


class Talk:
    """Texts of one conversation after another; the same seed gives the same texts."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        rare = sorted({self._rare_word() for _ in range(6_000)})
        self._words: dict[str, list[str]] = {}
        self._weights: dict[str, list[float]] = {}
        for language, common in _COMMON.items():
            words = [*common.split(), *rare] if language == "en" else common.split() + rare[::9]
            self._words[language] = words
            self._weights[language] = list(accumulate(1 / (n + 3) for n in range(len(words))))

    def _rare_word(self) -> str:
        return "".join(self._rng.choices(_SYLLABLES, k=self._rng.randint(2, 4)))

    def sentence(self, language: str, words: int) -> str:
        """One sentence of about so many words."""
        if characters := _CJK.get(language):
            start = self._rng.randrange(len(characters) // 2)
            tail = self._rng.choices(characters, k=words)
            return characters[start : start + words] + "".join(tail) + "。"
        vocabulary = self._words[language]
        picked = self._rng.choices(vocabulary, cum_weights=self._weights[language], k=words)
        return " ".join(picked).capitalize() + "."

    def code(self) -> str:
        """A few lines of code, fenced."""
        names = dict(zip("abc", (self._rare_word() for _ in range(3)), strict=True))
        line = self._rng.choice(_CODE).format(**names, n=self._rng.randint(3, 4000))
        return f"```\n{line}```"

    def prompt(self, language: str) -> str:
        """A question, at times with code, at times of many lines."""
        chance = self._rng.random()
        text = self.sentence(language, self._rng.randint(4, 16))[:-1] + "?"
        if chance < 0.08:
            return f"{text}\n\n{self.code()}"
        if chance < 0.1:
            return "\n".join([text, *(self.sentence(language, 14) for _ in range(12))])
        return text

    def answer(self, language: str, words: int) -> str:
        """Markdown of about so many words: paragraphs, at times a list or code between them."""
        blocks = []
        while words > 0:
            chance, size = self._rng.random(), min(max(8, words), self._rng.randint(20, 60))
            if chance < 0.12:
                blocks.append(self.code())
            elif chance < 0.24:
                rows = (f"- **{self._rare_word()}** {self.sentence(language, 8)}" for _ in "1234")
                blocks.append("\n".join(rows))
            else:
                half = max(4, size // 2)
                blocks.append(" ".join(self.sentence(language, half) for _ in "12"))
            words -= size
        return "\n\n".join(blocks)
