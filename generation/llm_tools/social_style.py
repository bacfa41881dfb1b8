"""The looks of the preview: our own drawing of a feed, light and dark, without anybody's trademarks."""

from generation.brief import BrandKit
from generation.llm_tools.colors import hex_or, readable

_STYLE = """
:root{color-scheme:light dark;--page:light-dark(#f2f2ee,#0c0d0b);--card:light-dark(#fff,#191a18);
--line:light-dark(#e3e2dc,#2c2d2a);--ink:light-dark(#1b1b18,#edede9);--quiet:light-dark(#6b6962,#95968d);
--link:light-dark(#3b4bd8,#8e9bff);--well:light-dark(#f7f7f4,#222320)}
*{box-sizing:border-box;margin:0}
body{padding:16px;background:var(--page);color:var(--ink);
font:15px/1.45 -apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;-webkit-text-size-adjust:100%}
main{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,290px),1fr));gap:20px;align-items:start;
max-width:1180px;margin:auto}
h1{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
section{min-width:0}
h2{display:flex;align-items:center;gap:8px;margin-bottom:8px;font-size:13px;line-height:22px;font-weight:600}
h2 .letter{display:grid;place-items:center;min-width:22px;height:22px;padding:0 4px;border-radius:6px;
background:var(--ink);color:var(--card);font-size:11px;font-weight:700}
h2 small{margin-inline-start:auto;color:var(--quiet);font-weight:400;font-size:12px}
article{border:1px solid var(--line);border-radius:12px;background:var(--card);overflow:hidden}
article+article{margin-top:-1px;border-top-left-radius:0;border-top-right-radius:0}
article.joined{border-bottom-left-radius:0;border-bottom-right-radius:0}
.who{display:grid;grid-template-columns:40px minmax(0,1fr);gap:0 10px;align-items:center;padding:14px 14px 0}
.who i{display:grid;place-items:center;width:40px;height:40px;border-radius:50%;grid-row:span 2;
background:ACCENT;color:ON_ACCENT;font-style:normal;font-weight:700;font-size:15px}
.who b,.who small{overflow-wrap:anywhere;line-height:1.3}
.who small{color:var(--quiet);font-size:12px}
.words{padding:10px 14px 12px;white-space:pre-wrap;overflow-wrap:anywhere}
.words a,.words .tag{color:var(--link)}
.fold{display:flex;align-items:center;gap:8px;margin:3px 0;color:var(--quiet);
font-size:12px;white-space:normal}
.fold::after{content:"";flex:1;border-top:1px dashed var(--line)}
.rest{color:var(--quiet)}
figure{border-top:1px solid var(--line)}
.inset figure,.inset .card{margin:0 14px 12px;border:1px solid var(--line);border-radius:12px;overflow:hidden}
figure img{display:block;width:100%;height:auto;max-height:520px;object-fit:cover}
figure.empty{display:grid;place-items:center;min-height:150px;padding:18px;background:var(--well);text-align:center;
color:var(--quiet);font-size:13px}
figcaption{padding:7px 14px;background:var(--well);color:var(--quiet);font-size:12px;overflow-wrap:anywhere}
figcaption b{color:var(--ink);font-weight:600}
.card{display:block;padding:10px 14px;border-top:1px solid var(--line);background:var(--well);font-size:13px;
overflow-wrap:anywhere}
.card b{display:block;font-weight:600}
.card small{display:block;color:var(--quiet);font-size:12px}
.acts{display:flex;justify-content:space-between;gap:8px;padding:9px 16px;border-top:1px solid var(--line);
color:var(--quiet);font-size:12px;list-style:none}
.note{margin:8px 2px 0;color:var(--quiet);font-size:12px}
"""


def style(kit: BrandKit) -> str:
    accent = hex_or(kit.color_accent, "#204034")
    return _STYLE.replace("ON_ACCENT", readable("#ffffff", accent)).replace("ACCENT", accent).strip()
