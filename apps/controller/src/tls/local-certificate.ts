import { generateKeyPairSync, type X509Certificate } from "node:crypto";
import { accept, type Outcome } from "@dalaba/core";
import type { Authority } from "./authority";
import { CertificateFile, namesOf } from "./certificate-file";
import { writeSecretFile } from "./secret-file";

const DAY_MS = 86_400_000;
/** No browser takes a server's certificate that is valid for longer (CA/Browser Forum, 6.3.2). */
const LIFE_MS = 397 * DAY_MS;
const RENEW_MS = 60 * DAY_MS;
const EARLIER_MS = DAY_MS;

export interface Kept {
  readonly leaf: X509Certificate;
  /** True when a new one was written just now. */
  readonly renewed: boolean;
  /** Names that were asked for and lie outside what the authority may vouch for. */
  readonly refused: readonly string[];
}

/**
 * Keeps the server's certificate in `file` (key, certificate, authority; PEM) as it should be: of this authority, of
 * every name in `names` that the authority may vouch for, valid now and for two months to come. `nowMs` is UTC.
 */
export async function keepLocalCertificate(
  file: string,
  authority: Authority,
  names: readonly string[],
  nowMs: number,
): Promise<Outcome<Kept, "folder-unwritable">> {
  const read = new CertificateFile({ cert: file, key: file }).read();
  const kept =
    read.ok && isTimely(read.value.leaf, authority.certificate, nowMs) ? read.value.leaf : undefined;
  const has = new Set(kept === undefined ? [] : namesOf(kept).map(oneWay));
  if (kept !== undefined && names.every((name) => has.has(oneWay(name))))
    return accept({ leaf: kept, renewed: false, refused: [] });
  const { issueServer, permittedOf } = await import("./issue");
  const permitted = permittedOf(authority.certificate, names);
  const refused = names.filter((name) => !permitted.includes(name));
  if (kept !== undefined && permitted.every((name) => has.has(oneWay(name))))
    return accept({ leaf: kept, renewed: false, refused });
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const notBeforeMs = Math.max(nowMs - EARLIER_MS, Date.parse(authority.certificate.validFrom));
  const notAfterMs = Math.min(notBeforeMs + LIFE_MS, Date.parse(authority.certificate.validTo));
  const leaf = issueServer(publicKey, permitted, { notBeforeMs, notAfterMs }, authority);
  const key = privateKey.export({ type: "pkcs8", format: "pem" });
  const written = writeSecretFile(file, `${key}${leaf.toString()}${authority.pem}`);
  return written.ok ? accept({ leaf, renewed: true, refused }) : written;
}

function isTimely(leaf: X509Certificate, authority: X509Certificate, nowMs: number): boolean {
  return (
    Date.parse(leaf.validFrom) <= nowMs &&
    Date.parse(leaf.validTo) - nowMs > RENEW_MS &&
    leaf.checkIssued(authority) &&
    leaf.verify(authority.publicKey)
  );
}

/** OpenSSL prints an IPv6 address in full where the system shortens it. */
function oneWay(name: string): string {
  return name.includes(":") ? new URL(`http://[${name}]`).hostname : name.toLowerCase();
}
