import { type Html, html } from "./html";

/** Chinese first, English second: the one shape of every text on these pages. */
export function both(zh: string, en: string): Html {
  return html`<span lang="zh-CN">${zh}</span> <span lang="en" class="en">${en}</span>`;
}

export function page(title: string, body: Html): Html {
  return html`<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Dalaba</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<header><h1><a href="/">大喇叭 <span lang="en" class="en">Dalaba</span></a></h1></header>
<main>
${body}
</main>
</body>
</html>
`;
}

export const STYLE = `
:root { color-scheme: light dark; --line: #8886; --accent: #b3261e; }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
header, main { max-width: 46rem; margin: 0 auto; padding: 0.5rem 1rem; }
header { border-bottom: 1px solid var(--line); }
h1 { font-size: 1.4rem; margin: 0.3rem 0; }
h1 a { color: inherit; text-decoration: none; }
h2 { font-size: 1.1rem; margin: 1.6rem 0 0.4rem; }
.en { opacity: 0.75; font-size: 0.9em; }
pre { overflow-x: auto; padding: 0.7rem; border: 1px solid var(--line); border-radius: 6px; }
form { display: grid; gap: 0.6rem; max-width: 22rem; }
label { display: grid; gap: 0.2rem; }
input, button { font: inherit; padding: 0.5rem 0.7rem; border: 1px solid var(--line); border-radius: 6px; }
button { cursor: pointer; background: var(--accent); color: #fff; border-color: var(--accent); }
.problem { border-left: 4px solid var(--accent); padding: 0.4rem 0.8rem; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.2rem 1rem; }
dd { margin: 0; }
`;
