import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFileSync, unwatchFile, watchFile } from "node:fs";
import { isIP } from "node:net";
import { accept, type Outcome, refuse } from "@dalaba/core";

/** Where the server's certificate and its key lie, PEM; one file may hold both. */
export interface CertificateFiles {
  /** The server's own certificate first, then those that lead to its authority. */
  readonly cert: string;
  readonly key: string;
}

export interface ServerCertificate {
  readonly cert: string;
  readonly key: string;
  /** The server's own. */
  readonly leaf: X509Certificate;
}

export type CertificateCode = "certificate-unreadable" | "certificate-key-mismatch";
export type CertificateRead = Outcome<ServerCertificate, CertificateCode>;

/** How often the files are looked at, ms. */
const LOOK_MS = 10_000;

/**
 * The certificate that a listener shows. Whoever renews it replaces the files; each process sees that by itself, and
 * goes on with what it had while what lies there will not do.
 */
export class CertificateFile {
  private readonly files: CertificateFiles;
  private readonly lookMs: number;
  private last = "";

  constructor(files: CertificateFiles, lookMs: number = LOOK_MS) {
    this.files = files;
    this.lookMs = lookMs;
  }

  /** Never throws: a certificate that was given to us is outside data. An expired one is read all the same. */
  read(): CertificateRead {
    const { cert: certFile, key: keyFile } = this.files;
    const cert = textOf(certFile);
    if (!cert.ok) return cert;
    const key = certFile === keyFile ? cert : textOf(keyFile);
    if (!key.ok) return key;
    const leaf = parsed(certFile, () => new X509Certificate(cert.value));
    if (!leaf.ok) return leaf;
    const secret = parsed(keyFile, () => createPrivateKey(key.value));
    if (!secret.ok) return secret;
    if (!leaf.value.checkPrivateKey(secret.value))
      return refuse(
        "certificate-key-mismatch",
        `the key in ${keyFile} does not fit the certificate in ${certFile}`,
        {
          file: keyFile,
        },
      );
    this.last = leaf.value.fingerprint256;
    return accept({ cert: cert.value, key: key.value, leaf: leaf.value });
  }

  /** Tells of each certificate that is not the one last read, and of files that will not do. Returns what ends it. */
  watch(heard: (read: CertificateRead) => void): () => void {
    const look = (): void => {
      const before = this.last;
      const read = this.read();
      if (!read.ok || read.value.leaf.fingerprint256 !== before) heard(read);
    };
    const paths = [...new Set([this.files.cert, this.files.key])];
    for (const path of paths) watchFile(path, { interval: this.lookMs, persistent: false }, look);
    // What is replaced before the first look at its time of change would pass for what was there from the beginning.
    const first = setTimeout(look, this.lookMs);
    first.unref();
    return () => {
      clearTimeout(first);
      for (const path of paths) unwatchFile(path, look);
    };
  }
}

function textOf(file: string): Outcome<string, "certificate-unreadable"> {
  try {
    return accept(readFileSync(file, "utf8"));
  } catch (error) {
    return refuse("certificate-unreadable", `${file}: ${(error as NodeJS.ErrnoException).code}`, { file });
  }
}

function parsed<T>(file: string, parse: () => T): Outcome<T, "certificate-unreadable"> {
  try {
    return accept(parse());
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuse("certificate-unreadable", `${file} holds no PEM that can be used here: ${why}`, { file });
  }
}

/** Whether a browser that asked for this name or address would take it (RFC 6125, 6). */
export function covers(leaf: X509Certificate, host: string): boolean {
  const name = host.replace(/^\[(.*)\]$/, "$1");
  return (isIP(name) === 0 ? leaf.checkHost(name) : leaf.checkIP(name)) !== undefined;
}

/** DNS names and addresses of its subjectAltName. */
export function namesOf(leaf: X509Certificate): readonly string[] {
  return (leaf.subjectAltName ?? "").split(", ").flatMap((each) => {
    const [, name] = /^(?:DNS|IP Address):(.+)$/.exec(each) ?? [];
    return name === undefined ? [] : [name];
  });
}
