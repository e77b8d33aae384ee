import { join } from "node:path";
import type { Settings } from "../settings";
import type { CertificateFiles } from "./certificate-file";

type Where = Pick<Settings, "tls" | "tlsFiles" | "dataFolder">;

/** The certificate that controller and `air` share: the site's own or the local authority's; null with TLS off. */
export function certificateFiles({ tls, tlsFiles, dataFolder }: Where): CertificateFiles | null {
  if (!tls) return null;
  const local = join(dataFolder, "tls", "server.pem");
  return tlsFiles ?? { cert: local, key: local };
}

/** The authority's certificate alone, for programs of this machine that must trust it. */
export function authorityCopy({ dataFolder }: Pick<Settings, "dataFolder">): string {
  return join(dataFolder, "tls", "dalaba-ca.pem");
}

/** Its key and certificate, beside the other keys: they are backed up together. */
export function authorityFile({ dataFolder }: Pick<Settings, "dataFolder">): string {
  return join(dataFolder, "keys", "authority.pem");
}
