import { refuse } from "@dalaba/core";
import type { OpenAPIHono } from "@hono/zod-openapi";
import type { Context } from "hono";
import type { TrustedAuthority } from "../../tls";
import type { AppEnv } from "../env";
import { problemResponse } from "../problem-response";
import { type Html, html } from "./html";
import { both, page } from "./page";
import { TRUST_STEPS } from "./trust-steps";

export interface TrustParts {
  /** null: there is no local authority, so there is nothing to trust. */
  readonly authority: TrustedAuthority | null;
  /** Console and API, with the scheme they are served under. */
  url(): string;
}

const PEM_MEDIA = "application/x-pem-file";
/** What makes browsers and phones offer to install it. */
const AUTHORITY_MEDIA = "application/x-x509-ca-cert";

/** How a device is told to trust us: public, without script, and served over plain HTTP too. */
export function trustPages(app: OpenAPIHono<AppEnv>, parts: TrustParts): void {
  const { authority } = parts;
  const send = (c: Context<AppEnv>, body: Uint8Array | string | undefined, media: string): Response => {
    if (body === undefined)
      return problemResponse(refuse("not-found", "there is no local authority"), c.var.visitor.requestId);
    const bytes = typeof body === "string" ? body : new Uint8Array(body);
    return c.body(bytes, 200, { "content-type": media, "cache-control": "no-store" });
  };
  app.get("/trust", (c) =>
    c.body(trustPage(parts).text, 200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
    }),
  );
  // Not as an attachment: an iPhone would put it among the files instead of offering to install it.
  app.get("/trust/dalaba-ca.crt", (c) => send(c, authority?.der, AUTHORITY_MEDIA));
  app.get("/trust/dalaba-ca.pem", (c) => send(c, authority?.pem, PEM_MEDIA));
}

function trustPage({ authority, url }: TrustParts): Html {
  if (authority !== null) return page("信任本机 · Trust", steps(authority, url()));
  const secure = url().startsWith("https:");
  return page(
    "信任本机 · Trust",
    secure
      ? html`<p>${both("这里使用本单位自己的证书，无需安装任何东西。", "A certificate of the site's own serves here: there is nothing to install.")}</p>`
      : html`<p>${both(
          "HTTPS 没有打开。除了在本机上，浏览器不会给未加密的网页使用麦克风。请管理员设置 DALABA_TLS=on。",
          "HTTPS is off. Except on this machine itself, browsers give no microphone to a page without it. Ask your administrator to set DALABA_TLS=on.",
        )}</p>`,
  );
}

function steps({ name, fingerprint, validTo }: TrustedAuthority, url: string): Html {
  return html`<p>${both(
    "浏览器只对加密且受信任的网页开放麦克风。每台设备只需做一次：信任本控制器自己的证书颁发机构。",
    "Browsers give the microphone to encrypted and trusted pages alone. Once on each device: trust the authority of this controller.",
  )}</p>
<h2>1. ${both("核对指纹", "Compare the fingerprint")}</h2>
<p>${both(
    "本页可能经过未加密的网络传来。请与控制器启动时打印的 SHA-256 逐字核对（或运行 dalaba trust），不一致就不要安装。",
    "This page may have come over an unencrypted network. Compare it with the SHA-256 that the controller printed at its start; do not install it if they differ.",
  )}</p>
<pre>${inLines(fingerprint)}</pre>
<dl>
<dt>${both("名称", "Name")}</dt><dd>${name}</dd>
<dt>${both("有效期至", "Valid until")}</dt><dd>${new Date(validTo).toISOString().slice(0, 10)}</dd>
</dl>
<h2>2. ${both("下载并信任", "Download and trust")}</h2>
<p><a href="/trust/dalaba-ca.crt">dalaba-ca.crt</a> · <a href="/trust/dalaba-ca.pem">dalaba-ca.pem</a></p>
<p>${both(
    "它只能为本机的名称和私有网络的地址作证，不能冒充其他网站。",
    "It can vouch for this machine's names and for private networks alone, and for no other site.",
  )}</p>
${TRUST_STEPS.map(
  ({ zh, en }) => html`<h3>${both(zh.device, en.device === zh.device ? "" : en.device)}</h3>
<ol lang="zh-CN">${zh.steps.map((step) => html`<li>${step}</li>`)}</ol>
<ol lang="en" class="en">${en.steps.map((step) => html`<li>${step}</li>`)}</ol>`,
)}
<h2>3. ${both("打开控制台", "Open the console")}</h2>
<p><a href="${url}/">${url}</a></p>`;
}

/** Eight bytes a line: short enough for a phone, and easier to compare. */
function inLines(fingerprint: string): string {
  const bytes = fingerprint.split(":");
  return [0, 8, 16, 24].map((from) => bytes.slice(from, from + 8).join(":")).join("\n");
}
