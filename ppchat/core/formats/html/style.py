"""The style of a page: light and dark as the reader's system is, and on paper."""

from __future__ import annotations

from typing import Final

STYLE: Final = """
:root{--bg:#fff;--fg:#1d2129;--dim:#626b78;--line:#dde1e7;--box:#f5f6f8;--accent:#0b62c4;
--bad:#b3261e;--gap:#d9730d;
--keyword:#8250b8;--string:#13703a;--number:#0b62c4;--comment:#6a737d;--name:#953800}
@media (prefers-color-scheme:dark){:root{--bg:#13161d;--fg:#dfe3ea;--dim:#98a1af;--line:#2d333f;
--box:#1b1f28;
--accent:#7cb7ff;--bad:#ff8a80;--gap:#f5a65b;--keyword:#c9a4f7;--string:#8fd6a4;--number:#7cb7ff;
--comment:#8b95a3;--name:#ffb77a}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:54rem;padding:1rem 1.25rem 4rem;background:var(--bg);color:var(--fg);
font:16px/1.6 system-ui,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.5rem;line-height:1.3}
h2{font-size:1rem;margin:1.6rem 0 .4rem}
h3{font-size:.95rem}
h4{font-size:.85rem;color:var(--dim)}
small,.note,.figures,footer{color:var(--dim);font-weight:400}
.figures,footer,.note,.settings,.events,.timeline{font-size:.85rem}
a{color:var(--accent)}
pre,code{font:.85em/1.5 ui-monospace,monospace}
pre{background:var(--box);padding:.6rem .8rem;border-radius:6px;overflow:auto;white-space:pre-wrap}
code{background:var(--box);padding:.1em .3em;border-radius:4px}
pre code{padding:0;background:none}
.prompt{border-left:3px solid var(--accent);padding-left:.9rem;margin-top:2rem}
.prompt h2{margin-top:0}
.plain,.was{font-family:inherit;font-size:1em;background:none;padding:0}
.tool,.reasoning{border:1px solid var(--line);border-radius:6px;padding:.2rem .9rem;margin:.8rem 0}
.reasoning{color:var(--dim)}
.problem,.refusal{color:var(--bad)}
.answer>*{max-width:100%}
summary{cursor:pointer;padding:.25rem 0}
table{border-collapse:collapse;display:block;overflow:auto}
td,th{border:1px solid var(--line);padding:.25rem .6rem;text-align:left}
blockquote{border-left:3px solid var(--line);margin-inline:0;padding-inline-start:.9rem;
color:var(--dim)}
img{max-width:100%;height:auto;border-radius:6px}
hr{border:0;border-top:1px solid var(--line)}
figure{margin:1rem 0}
.lanes{width:100%;height:auto;display:block}
.lanes rect{fill:var(--accent)}
.lanes .gap{fill:var(--gap);opacity:.22}
.lanes text{fill:var(--dim);font-size:11px}
.lanes .cursor{stroke:var(--bad);stroke-width:2}
.slider{display:flex;gap:.8rem;align-items:center;flex-wrap:wrap}
.slider[hidden]{display:none}
.slider input{flex:1 1 18rem;accent-color:var(--accent)}
output{flex:1 1 18rem;font-family:ui-monospace,monospace}
.events ol{padding-left:3.2rem}
.events li{border-top:1px solid var(--line)}
.events li.now{background:var(--box)}
.events i{display:inline-block;min-width:5.5em;font-style:normal;color:var(--dim);text-align:right}
.events b{font-weight:500}
.events q{color:var(--string);quotes:none;font-family:ui-monospace,monospace}
.compact{max-height:30rem;white-space:pre}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1rem}
dt{color:var(--dim)}
dd{margin:0;white-space:pre-wrap}
.is-past>.final{display:none}
.k{color:var(--keyword)}
.s{color:var(--string)}
.n{color:var(--number)}
.c{color:var(--comment);font-style:italic}
.f{color:var(--name)}
@media print{:root{--bg:#fff;--fg:#000;--dim:#444;--line:#bbb;--box:#f5f5f5;--accent:#0b62c4;
--bad:#a00;--gap:#c60}
.slider,.events{display:none}
section{break-inside:auto}
pre,.tool,figure{break-inside:avoid}
}
"""
