"""The script of a page: a slider goes back to any event, and shows the text as it was.

Without it the page is complete but for that. It writes text alone, never markup.
"""

from __future__ import annotations

from typing import Final

SCRIPT: Final = """
"use strict";
for (const answer of document.querySelectorAll(".answer")) {
  const source = answer.querySelector("script");
  const slider = answer.querySelector(".slider");
  if (!source || !slider) continue;
  const data = JSON.parse(source.textContent);
  const input = slider.querySelector("input"), output = slider.querySelector("output");
  const cursor = answer.querySelector(".cursor");
  const rows = answer.querySelectorAll(".openable > li");
  const count = data.type.length, end = data.ms.length ? Math.max(...data.ms.slice(-1), 1) : count;
  const texts = data.texts.map((text, number) => {
    const place = answer.querySelector(`[data-text="${number}"]`);
    if (!place) return null;
    const final = document.createElement("div"), was = document.createElement("pre");
    final.className = "final"; was.className = "was"; was.hidden = true;
    final.append(...place.childNodes); place.append(final, was);
    return {place, was, letters: /[\\ud800-\\udfff]/.test(text) ? Array.from(text) : text};
  });
  let now = null;
  const show = (n) => {
    const lengths = texts.map(() => 0), steps = data.steps;
    for (let i = 0; i < steps.length && steps[i] < n; i += 3) lengths[steps[i + 1]] = steps[i + 2];
    texts.forEach((text, number) => {
      if (!text) return;
      const isPast = n < count, letters = text.letters.slice(0, Math.max(0, lengths[number]));
      text.place.classList.toggle("is-past", isPast);
      text.was.hidden = !isPast;
      text.was.textContent = !isPast ? "" : lengths[number] < 0 ? "(a text that was replaced later)"
        : typeof letters === "string" ? letters : letters.join("");
    });
    const at = n && data.ms.length ? data.ms[n - 1] : n;
    const time = n && data.ms.length ? ` \\u00b7 +${at.toFixed(1)} ms` : "";
    output.textContent = n ? `event ${n} of ${count}${time} \\u00b7 ${data.types[data.type[n - 1]]}`
      : `before event 1 of ${count}`;
    if (cursor) for (const x of ["x1", "x2"]) cursor.setAttribute(x, 1000 * Math.min(1, at / end));
    if (now) now.classList.remove("now");
    now = rows[n - 1] || null;
    if (now) now.classList.add("now");
  };
  input.max = count; input.value = count; slider.hidden = false;
  input.addEventListener("input", () => show(Number(input.value)));
  answer.addEventListener("click", (event) => {
    const row = event.target.closest(".openable > li");
    if (row) { input.value = [...rows].indexOf(row) + 1; show(Number(input.value)); }
  });
  show(count);
}
"""
