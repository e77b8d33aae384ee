import { errorOf } from "@dalaba/api";
import type { Refusal } from "@dalaba/core";
import { type Html, html } from "./html";
import { both, page } from "./page";

const IN_CHINESE: Readonly<Record<string, string>> = {
  "sign-in-refused": "用户名或密码错误，或账号已停用。",
  "sign-in-slowed": "尝试次数过多，请稍候再试。",
  "link-spent": "登录链接已使用、已过期或无效。",
  "cross-site": "请从本页面登录。",
  "too-busy": "系统繁忙，请稍候再试。",
  "password-wrong": "当前密码错误。",
  "bad-request": "新密码至少 10 个字符。",
};

function refusalNote(refused: Refusal | null): Html | null {
  if (refused === null) return null;
  const { title, next } = errorOf(refused.code);
  const wait = refused.params?.waitSeconds;
  const seconds = typeof wait === "number" ? ` (${wait} s)` : "";
  const zh = (IN_CHINESE[refused.code] ?? refused.code) + seconds;
  return html`<p class="problem" role="alert">${both(zh, `${title}. ${next}`)}</p>`;
}

/** With a link: one button that spends it. Looking at this page spends nothing. */
export function signInPage(link: string | null, refused: Refusal | null): Html {
  const fields =
    link === null
      ? html`<label>${both("用户名", "Name")}<input name="user" autocomplete="username" required autofocus></label>
<label>${both("密码", "Password")}<input name="password" type="password" autocomplete="current-password" required></label>`
      : html`<input type="hidden" name="link" value="${link}">
<p>${both("此链接只能使用一次。", "This link works once.")}</p>`;
  return page(
    "登录",
    html`<h2>${both("登录", "Sign in")}</h2>
${refusalNote(refused)}
<form method="post" action="/sign-in">
${fields}
<button>${both("登录", "Sign in")}</button>
</form>`,
  );
}

/** `needsCurrent` false: there was no password, or a link brought the person here just now. */
export function passwordPage(needsCurrent: boolean, refused: Refusal | null): Html {
  const current = needsCurrent
    ? html`<label>${both("当前密码", "Current password")}<input name="current" type="password" autocomplete="current-password" required></label>`
    : null;
  return page(
    "密码",
    html`<h2>${both("设置密码", "Set a password")}</h2>
${refusalNote(refused)}
<form method="post" action="/password">
${current}
<label>${both("新密码（至少 10 个字符）", "New password (at least 10 characters)")}<input name="password" type="password" autocomplete="new-password" minlength="10" maxlength="1024" required></label>
<button>${both("保存", "Save")}</button>
</form>
<p><a href="/">${both("以后再说", "Later")}</a></p>`,
  );
}
