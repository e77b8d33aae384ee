export const SESSION_COOKIE = "dalaba-session";

/** The session's secret in a Cookie header; null without one that looks like ours. */
export function readCookie(header: string | undefined): string | null {
  for (const part of (header ?? "").split(";")) {
    const [name, value] = part.trim().split("=", 2);
    if (name === SESSION_COOKIE && value !== undefined && /^[A-Za-z0-9_-]{43}$/.test(value)) return value;
  }
  return null;
}

/** `secure` where the page came over HTTPS: on plain HTTP a browser would not send it back. */
export function sessionCookie(secret: string, maxAgeMs: number, secure: boolean): string {
  const parts = [`${SESSION_COOKIE}=${secret}`, "Path=/", "HttpOnly", "SameSite=Strict"];
  parts.push(`Max-Age=${Math.floor(maxAgeMs / 1000)}`);
  if (secure) parts.push("Secure");
  return parts.join("; ");
}

export function clearedCookie(): string {
  return sessionCookie("", 0, false);
}
