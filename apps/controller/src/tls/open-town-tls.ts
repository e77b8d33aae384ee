import { writeFileSync } from "node:fs";
import { accept, type Outcome, refuse } from "@dalaba/core";
import type { Clock } from "../clock";
import type { Log } from "../log";
import type { Settings } from "../settings";
import type { TroubleBoard } from "../trouble";
import { type Authority, openAuthority } from "./authority";
import { CertificateFile, type CertificateFiles } from "./certificate-file";
import { authorityCopy, authorityFile, certificateFiles } from "./certificate-files";
import { keepLocalCertificate } from "./local-certificate";
import { type Machine, serverNames, thisMachine } from "./server-names";
import { TownTls } from "./town-tls";

export interface OpenTownTls {
  readonly settings: Pick<Settings, "host" | "dataFolder" | "tls" | "tlsNames" | "tlsFiles">;
  readonly clock: Clock;
  readonly log: Log;
  readonly troubles: TroubleBoard;
  /** Tests: how the machine is called, and how often the files are looked at. */
  readonly machine?: () => Machine;
  readonly lookMs?: number;
}

/** The certificate and what keeps it; null with TLS off. Refuses what would leave nobody able to connect. */
export async function openTownTls(options: OpenTownTls): Promise<Outcome<TownTls | null>> {
  const { settings } = options;
  const files = certificateFiles(settings);
  if (files === null) return accept(null);
  if (settings.tlsFiles !== null) return opened(options, files, null, null);
  const machine = options.machine ?? thisMachine;
  const names = serverNames(settings, machine());
  const nowMs = options.clock.nowMs();
  const made = await openAuthority(authorityFile(settings), machine().hostname, names, nowMs);
  if (!made.ok) return made;
  const authority = made.value;
  tell(options, authority);
  const kept = await keep(options, files, authority, names);
  if (!kept.ok) return kept;
  try {
    writeFileSync(authorityCopy(settings), authority.pem, { mode: 0o600 });
  } catch (error) {
    const file = authorityCopy(settings);
    return refuse("folder-unwritable", `${file}: ${(error as NodeJS.ErrnoException).code}`, { file });
  }
  return opened(options, files, authority, async () => {
    const again = await keep(options, files, authority, serverNames(settings, machine()));
    if (!again.ok)
      options.log.error({ code: again.code }, `the certificate was not renewed: ${again.detail}`);
  });
}

function opened(
  { settings, clock, log, troubles, lookMs }: OpenTownTls,
  files: CertificateFiles,
  authority: Authority | null,
  keepUp: (() => Promise<void>) | null,
): Outcome<TownTls> {
  const file = new CertificateFile(files, lookMs);
  const first = file.read();
  if (!first.ok) return first;
  const trusted = authority && {
    name: /CN=(.*)/.exec(authority.certificate.subject)?.[1] ?? "",
    pem: authority.pem,
    der: authority.certificate.raw,
    fingerprint: authority.certificate.fingerprint256,
    validTo: authority.certificate.validTo,
  };
  const parts = { settings, clock, log, troubles, file, first: first.value };
  return accept(new TownTls({ ...parts, authority: trusted, keep: keepUp }));
}

function tell({ log }: OpenTownTls, { created, opened: open, certificate }: Authority): void {
  const fingerprint = certificate.fingerprint256;
  if (created)
    log.warn(
      { fingerprint },
      "a local authority was made; every device must be told to trust it, see /trust",
    );
  if (open)
    log.warn(
      {},
      "keys/authority.pem could be read by others and is closed now; if others have it, replace it",
    );
}

/** The certificate as it should be; that it lacks a name is shown and keeps nobody from speaking. */
async function keep(
  { clock, log, troubles }: OpenTownTls,
  { cert }: CertificateFiles,
  authority: Authority,
  names: readonly string[],
): Promise<Outcome<null>> {
  const kept = await keepLocalCertificate(cert, authority, names, clock.nowMs());
  if (!kept.ok) return kept;
  const { refused, renewed, leaf } = kept.value;
  if (renewed)
    log.info({ names: leaf.subjectAltName, validTo: leaf.validTo }, "a server certificate was made");
  if (refused.length === 0) troubles.clear("certificate-names");
  else
    troubles.hang("certificate-names", {
      code: "certificate-name-outside",
      detail: `the local authority may not vouch for ${refused.join(", ")}`,
      params: { names: refused },
      grave: false,
    });
  return accept(null);
}
