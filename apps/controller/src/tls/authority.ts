import {
  createHash,
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { accept, type Outcome, refuse } from "@dalaba/core";
import { permittedFor } from "./permitted-names";
import { closeToOthers, writeSecretFile } from "./secret-file";

const DAY_MS = 86_400_000;
const LIFE_MS = 3650 * DAY_MS;
/** Made anew when less is left, since no server's certificate outlives its authority. */
const LAST_DAYS_MS = 30 * DAY_MS;
/** Devices whose clock is a little behind must not find it too young. */
const EARLIER_MS = DAY_MS;
/** A common name has at most 64 characters (RFC 5280, upper bounds). */
const HOSTNAME_MAX = 24;

/** The local authority that devices are asked to trust. */
export interface Authority {
  readonly certificate: X509Certificate;
  readonly key: KeyObject;
  readonly pem: string;
  /** True when this start made it: every device must be told to trust it. */
  readonly created: boolean;
  /** Others could read the key until now. */
  readonly opened: boolean;
}

export type AuthorityCode = "keys-damaged" | "keys-unreadable" | "folder-unwritable";

/**
 * The authority of the file, or a new one where there is none or its time is over. A damaged file is not replaced: the
 * devices trust what was in it. `names` are this machine's, for the confines of a new one; `nowMs` is UTC.
 */
export async function openAuthority(
  file: string,
  machineName: string,
  names: readonly string[],
  nowMs: number,
): Promise<Outcome<Authority, AuthorityCode>> {
  const kept = existsSync(file) ? readAuthority(file) : undefined;
  if (kept?.ok === false) return kept;
  if (kept?.ok && isTimely(kept.value.certificate, nowMs)) return kept;
  const { issueAuthority } = await import("./issue");
  const { privateKey: key, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const short = createHash("sha256")
    .update(publicKey.export({ type: "spki", format: "der" }))
    .digest("hex");
  const name = `Dalaba ${machineName.slice(0, HOSTNAME_MAX)} local authority ${short.slice(0, 8).toUpperCase()}`;
  const life = { notBeforeMs: nowMs - EARLIER_MS, notAfterMs: nowMs - EARLIER_MS + LIFE_MS };
  const certificate = issueAuthority(name, key, life, permittedFor(names));
  const pem = certificate.toString();
  const written = writeSecretFile(file, `${key.export({ type: "pkcs8", format: "pem" })}${pem}`);
  if (!written.ok) return written;
  return accept({ certificate, key, pem, created: true, opened: false });
}

function readAuthority(file: string): Outcome<Authority, AuthorityCode> {
  let text: string;
  let opened: boolean;
  try {
    opened = closeToOthers(file);
    text = readFileSync(file, "utf8");
  } catch (error) {
    return refuse("keys-unreadable", `${file}: ${(error as NodeJS.ErrnoException).code}`, { file });
  }
  try {
    const certificate = new X509Certificate(text);
    const key = createPrivateKey(text);
    if (certificate.checkPrivateKey(key))
      return accept({ certificate, key, pem: certificate.toString(), created: false, opened });
  } catch {
    // As damaged as a key that does not fit.
  }
  return refuse("keys-damaged", `${file} does not hold an authority's key and its certificate`, { file });
}

/** One that was made while the clock stood in 1970 is over once it is right again. */
function isTimely({ validFrom, validTo }: X509Certificate, nowMs: number): boolean {
  return Date.parse(validFrom) <= nowMs && Date.parse(validTo) - nowMs > LAST_DAYS_MS;
}
