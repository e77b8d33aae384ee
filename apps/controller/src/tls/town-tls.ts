import { isIP } from "node:net";
import type { Clock } from "../clock";
import type { Log } from "../log";
import { reachableHost, type Settings } from "../settings";
import type { TroubleBoard } from "../trouble";
import {
  type CertificateFile,
  type CertificateRead,
  covers,
  namesOf,
  type ServerCertificate,
} from "./certificate-file";

const DAY_MS = 86_400_000;
/** Less than this before its end a certificate of the site's own is called out; ours are renewed long before. */
const ENDING_MS = 14 * DAY_MS;
const HOUR_MS = 3_600_000;

/** What devices are asked to trust. */
export interface TrustedAuthority {
  readonly name: string;
  readonly pem: string;
  readonly der: Uint8Array;
  /** SHA-256 of the certificate, as `AB:CD:...`. */
  readonly fingerprint: string;
  readonly validTo: string;
}

export interface TownTlsParts {
  readonly settings: Pick<Settings, "host" | "tlsNames">;
  readonly clock: Clock;
  readonly log: Log;
  readonly troubles: TroubleBoard;
  readonly file: CertificateFile;
  readonly first: ServerCertificate;
  /** null: the certificate is the site's own. */
  readonly authority: TrustedAuthority | null;
  /** Looks after the files, now and then; null where that is the site's own business. */
  readonly keep: (() => Promise<void>) | null;
}

/** HTTPS as the controller has it: the certificate of the moment, who vouches for it, and the names that it bears. */
export class TownTls {
  readonly authority: TrustedAuthority | null;
  private readonly parts: TownTlsParts;
  private readonly followers = new Set<(certificate: ServerCertificate) => void>();
  private readonly unwatch: () => void;
  private readonly hourly: NodeJS.Timeout;
  private current: ServerCertificate;

  constructor(parts: TownTlsParts) {
    this.parts = parts;
    this.authority = parts.authority;
    this.current = parts.first;
    this.unwatch = parts.file.watch((read) => this.take(read));
    this.hourly = setInterval(() => void this.look(), HOUR_MS);
    this.judge();
  }

  /** The host in our URLs: the one we listen on where the certificate bears it, else the first name that it does bear. */
  get host(): string {
    const { host, tlsNames } = this.parts.settings;
    const names = namesOf(this.current.leaf).filter((name) => isIP(name) === 0 && !name.startsWith("*"));
    const wanted = [reachableHost(host), ...tlsNames, ...names];
    return inUrl(wanted.find((name) => this.covers(name)) ?? reachableHost(host));
  }

  /** The host that a caller used, where the certificate bears it: a name that works for them. */
  hostFor(hostHeader: string | undefined): string {
    const url = `https://${hostHeader ?? ""}`;
    const asked = URL.canParse(url) ? new URL(url).hostname : "";
    return asked !== "" && this.covers(asked) ? asked : this.host;
  }

  covers(host: string): boolean {
    return covers(this.current.leaf, host);
  }

  /** Hands over the certificate, now and whenever there is a new one. */
  follow(use: (certificate: ServerCertificate) => void): void {
    this.followers.add(use);
    use(this.current);
  }

  /** What the hour brings: a renewal of ours, the end of one that is not. */
  async look(): Promise<void> {
    await this.parts.keep?.();
    const read = this.parts.file.read();
    if (!read.ok || read.value.leaf.fingerprint256 !== this.current.leaf.fingerprint256) this.take(read);
    this.judge();
  }

  stop(): void {
    clearInterval(this.hourly);
    this.unwatch();
  }

  private take(read: CertificateRead): void {
    const { log, troubles } = this.parts;
    if (!read.ok) {
      troubles.hang("certificate", { code: read.code, detail: read.detail, grave: false });
      log.error({ code: read.code }, `${read.detail}; the certificate of before goes on serving`);
      return;
    }
    troubles.clear("certificate");
    this.current = read.value;
    for (const use of this.followers) use(read.value);
    log.info({ validTo: read.value.leaf.validTo }, "a new certificate is in use");
    this.judge();
  }

  /** An expired certificate is called out and used on: whoever must speak can still click past the warning. */
  private judge(): void {
    const { log, troubles, clock } = this.parts;
    const leftMs = Date.parse(this.current.leaf.validTo) - clock.nowMs();
    if (leftMs > ENDING_MS) {
      troubles.clear("certificate-life");
      return;
    }
    const code = leftMs > 0 ? "certificate-ending" : "certificate-expired";
    const detail = `the certificate of HTTPS ${leftMs > 0 ? "ends" : "ended"} on ${this.current.leaf.validTo}`;
    troubles.hang("certificate-life", { code, detail, grave: false });
    log.warn({ code }, `${detail}; replace the files of DALABA_TLS_CERT and DALABA_TLS_KEY`);
  }
}

function inUrl(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}
