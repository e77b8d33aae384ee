/**
 * What the console's page may load and reach (CSP 3): its own files, its own controller, and the talk uplink of `air`,
 * which is another port of the same host. WebAssembly for the Opus encoder of browsers without one. No foreign host.
 */
export function consolePolicy(host: string | undefined, talkUrl: string): string {
  const uplink = uplinkOf(host, talkUrl);
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "worker-src 'self' blob:",
    // React Aria writes one rule, `touch-action`, into the page; everything else is in our own file.
    `style-src 'self' ${REACT_ARIA_STYLE}`,
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self'${uplink === null ? "" : ` ${uplink}`}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}

/** SHA-256 of the rule that `@react-aria/interactions` writes; a browser test fails when it changes. */
const REACT_ARIA_STYLE = "'sha256-38RhXrc7EdReTKsOm23ZPOCUgniTUUcjky8QOOrQx6o='";

/** The uplink as this browser names it: the host it used for this page, the port and scheme of `air`. */
function uplinkOf(host: string | undefined, talkUrl: string): string | null {
  if (!URL.canParse(talkUrl)) return null;
  const { protocol, port, host: own } = new URL(talkUrl);
  const page = `http://${host ?? ""}`;
  if (host === undefined || !URL.canParse(page)) return `${protocol}//${own}`;
  return `${protocol}//${new URL(page).hostname}:${port}`;
}
