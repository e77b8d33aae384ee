import type { Trouble } from "../../trouble";
import { type Html, html } from "./html";
import { both, page } from "./page";

export interface FrontPage {
  readonly baseUrl: string;
  /** Who is signed in, and what they may know; null for anyone else. */
  readonly person: {
    readonly name: string;
    readonly speakers: { readonly total: number; readonly online: number };
    readonly troubles: readonly (Trouble & { readonly next: string })[];
  } | null;
  readonly ready: boolean;
}

export function frontPage({ person, ready, baseUrl }: FrontPage): Html {
  const state = ready ? both("可以广播", "ready") : both("尚不能广播", "not ready");
  return page(
    "状态",
    html`<p>${state}</p>
${person === null ? signInHint() : personal(person)}
<h2>${both("从命令行喊话", "Speak from the command line")}</h2>
<pre>npm run -s dalaba -- login --url ${baseUrl} --user ${person?.name ?? "admin"} --password-stdin
npm run -s dalaba -- ls
npm run -s dalaba -- talk --to all --file speech.wav
npm run -s dalaba -- stop --all</pre>
<p>${both("网页控制台随下一版本提供。", "The browser console comes with a later version.")}</p>
<h2>${both("接口", "API")}</h2>
<p><a href="/api/openapi.json">/api/openapi.json</a> ${both("（需登录）", "(signed in)")}</p>`,
  );
}

function signInHint(): Html {
  return html`<p><a href="/sign-in">${both("登录", "Sign in")}</a></p>`;
}

function personal(person: NonNullable<FrontPage["person"]>): Html {
  return html`<dl>
<dt>${both("已登录", "Signed in")}</dt><dd>${person.name}</dd>
<dt>${both("喇叭", "Speakers")}</dt><dd>${person.speakers.online} / ${person.speakers.total} ${both("在线", "online")}</dd>
</dl>
${person.troubles.map(
  ({ code, detail, next }) =>
    html`<p class="problem"><strong>${code}</strong>: ${detail}<br><span lang="en">${next}</span></p>`,
)}
<form method="post" action="/sign-out"><button>${both("退出", "Sign out")}</button></form>
<p><a href="/password">${both("修改密码", "Change password")}</a></p>`;
}
