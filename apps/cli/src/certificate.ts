import { X509Certificate } from "node:crypto";
import { get } from "node:https";
import { connect } from "node:tls";
import { type Problem, problemOf } from "@dalaba/api";

/** How long a controller may take to show its authority, ms. */
const SHOWN_WITHIN_MS = 5_000;
/** A certificate has one or two. */
const MAX_BYTES = 64 * 1024;

/** What OpenSSL says of a chain that ends at nobody we know. */
const UNKNOWN_AUTHORITY = new Set([
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
  "DEPTH_ZERO_SELF_SIGNED_CERT",
  "UNABLE_TO_GET_ISSUER_CERT",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "CERT_UNTRUSTED",
  "CERT_SIGNATURE_FAILURE",
]);
const WRONG_TIME = new Set(["CERT_HAS_EXPIRED", "CERT_NOT_YET_VALID"]);

export type CertificateFault = "authority" | "name" | "time";

/** Why a connection was not trusted; undefined where it failed for another reason. */
export function certificateFault(error: unknown): CertificateFault | undefined {
  const cause = (error as { cause?: unknown } | null)?.cause ?? error;
  const code = String((cause as { code?: unknown } | null)?.code);
  if (UNKNOWN_AUTHORITY.has(code)) return "authority";
  if (WRONG_TIME.has(code)) return "time";
  return code === "ERR_TLS_CERT_ALTNAME_INVALID" ? "name" : undefined;
}

export interface ShownAuthority {
  readonly pem: string;
  /** SHA-256, as `AB:CD:...`. */
  readonly fingerprint: string;
  readonly name: string;
}

/**
 * The authority that a controller names at `/trust`, over a connection that proves nothing: whoever trusts it has
 * compared its fingerprint. Undefined where there is none. @throws where nobody answers
 */
export async function shownAuthority(url: string): Promise<ShownAuthority | undefined> {
  const text = await unproved(`${url}/trust/dalaba-ca.pem`);
  try {
    const certificate = new X509Certificate(text);
    if (!certificate.ca) return undefined;
    const name = /CN=(.*)/.exec(certificate.subject)?.[1] ?? certificate.subject;
    return { pem: certificate.toString(), fingerprint: certificate.fingerprint256, name };
  } catch {
    return undefined;
  }
}

/** What a person is told instead of an OpenSSL code. */
export async function notTrusted(url: string, fault: CertificateFault): Promise<Problem> {
  const shown = fault === "authority" ? await shownAuthority(url).catch(() => undefined) : undefined;
  const { detail, next, params } = await said(url, fault, shown);
  return {
    ...problemOf("controller-unreachable", detail, { url, ...params }),
    code: "certificate-not-trusted",
    next,
  };
}

interface Said {
  readonly detail: string;
  readonly next: string;
  readonly params?: Readonly<Record<string, unknown>>;
}

async function said(url: string, fault: CertificateFault, shown: ShownAuthority | undefined): Promise<Said> {
  if (fault === "time")
    return {
      detail: `${url}: its certificate is not valid at this time`,
      next: "Compare the date of this machine with the controller's; or have the certificate renewed.",
    };
  if (fault === "name") {
    const names = await namesAt(url).catch(() => []);
    return {
      detail: `${url}: its certificate is for other names: ${names.join(", ")}`,
      next: "Use one of those names, or have this one added: DALABA_TLS_NAMES at the controller.",
      params: { names },
    };
  }
  if (shown === undefined)
    return {
      detail: `${url} shows a certificate of an authority that is not trusted here`,
      next: "Name a file with its authority's certificate: --ca FILE, or DALABA_CA.",
    };
  const { fingerprint } = shown;
  return {
    detail: `${url} shows a certificate of an authority that is not trusted here; its SHA-256 is ${fingerprint}`,
    next: `Compare that with what the controller printed at its start, then: dalaba trust --url ${url} --fingerprint ${fingerprint}`,
    params: { fingerprint },
  };
}

function unproved(url: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(SHOWN_WITHIN_MS);
    const asked = get(url, { rejectUnauthorized: false, agent: false, signal }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
        if (text.length > MAX_BYTES) response.destroy();
      });
      response.once("close", () => resolve(text));
    });
    asked.once("error", reject);
  });
}

function namesAt(url: string): Promise<string[]> {
  const { hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, "");
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) || 443, rejectUnauthorized: false }, () => {
      const names = socket.getPeerX509Certificate()?.subjectAltName ?? "";
      resolve(names.split(", ").map((each) => each.replace(/^[^:]*:/, "")));
      socket.destroy();
    });
    socket.setTimeout(SHOWN_WITHIN_MS, () => socket.destroy(new Error("no answer")));
    socket.once("error", reject);
  });
}
