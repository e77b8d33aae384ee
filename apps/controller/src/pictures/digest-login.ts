import { createHash } from "node:crypto";

export interface Login {
  readonly user: string;
  readonly password: string;
}

/**
 * The Authorization header that answers a challenge: Digest (RFC 7616, MD5 or SHA-256, qop auth or none), as cameras ask for
 * it, else Basic (RFC 7617). undefined: the challenge is none of these.
 */
export function authorizationFor(
  challenge: string,
  { user, password }: Login,
  request: { readonly method: string; readonly path: string },
  cnonce: string,
): string | undefined {
  if (/^Basic\b/i.test(challenge)) return `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
  if (!/^Digest\b/i.test(challenge)) return undefined;
  const of = (name: string): string | undefined => {
    const found = new RegExp(`(?:^|[\\s,])${name}=(?:"([^"]*)"|([^\\s,]+))`, "i").exec(challenge);
    return found?.[1] ?? found?.[2];
  };
  const algorithm = (of("algorithm") ?? "MD5").toUpperCase();
  const hash = { MD5: "md5", "SHA-256": "sha256" }[algorithm];
  const [realm = "", nonce] = [of("realm"), of("nonce")];
  const qop = of("qop")
    ?.split(",")
    .map((each) => each.trim());
  if (hash === undefined || nonce === undefined || (qop !== undefined && !qop.includes("auth")))
    return undefined;
  const digest = (text: string): string => createHash(hash).update(text).digest("hex");
  const whoHash = digest(`${user}:${realm}:${password}`);
  const whatHash = digest(`${request.method}:${request.path}`);
  const nc = "00000001";
  const middle = qop === undefined ? nonce : `${nonce}:${nc}:${cnonce}:auth`;
  const opaque = of("opaque");
  return [
    `Digest username="${user.replace(/["\\]/g, "\\$&")}", realm="${realm}", nonce="${nonce}"`,
    `uri="${request.path}", response="${digest(`${whoHash}:${middle}:${whatHash}`)}", algorithm=${algorithm}`,
    ...(qop === undefined ? [] : [`qop=auth, nc=${nc}, cnonce="${cnonce}"`]),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ].join(", ");
}
