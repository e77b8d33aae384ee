import { type Refusal, refuse } from "@dalaba/core";

const READING = new Set(["GET", "HEAD"]);

/**
 * A page elsewhere must not act with the operator's cookie. A changing request with a cookie carries `x-dalaba: 1`,
 * which no form and no foreign page can send without being asked first, and comes from our own origin where it says
 * where it comes from. Tokens travel in a header that no browser adds by itself, and need none of this.
 */
export function crossSite(method: string, header: (name: string) => string | undefined): Refusal | null {
  if (READING.has(method)) return null;
  if (header("x-dalaba") !== "1") return refuse("cross-site", "the header x-dalaba: 1 is missing");
  return strangeOrigin(header);
}

function strangeOrigin(header: (name: string) => string | undefined): Refusal | null {
  const site = header("sec-fetch-site");
  if (site !== undefined && site !== "same-origin" && site !== "none")
    return refuse("cross-site", `Sec-Fetch-Site is ${site.slice(0, 20)}`);
  const origin = header("origin");
  if (origin === undefined) return null;
  const host = URL.canParse(origin) ? new URL(origin).host : "";
  return host !== "" && host === header("host")
    ? null
    : refuse("cross-site", "Origin is not this controller's own");
}
