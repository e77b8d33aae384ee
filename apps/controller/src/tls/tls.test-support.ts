import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { type RequestOptions, request } from "node:https";
import { join } from "node:path";
import { type ConnectionOptions, connect } from "node:tls";
import { issueAuthority, issueServer } from "./issue";
import type { Machine } from "./server-names";

export const DAY_MS = 86_400_000;

/** A machine with one wired address and one that is public. */
export const MACHINE: Machine = {
  hostname: "Tower",
  addresses: ["127.0.0.1", "192.168.7.20", "203.0.113.5", "::1", "fd00::7"],
};

/** Connects and looks at the certificate as any client does: the name, the time, the authority. */
export function handshake(port: number, options: ConnectionOptions): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect({ host: "127.0.0.1", port, ...options }, () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "none");
      socket.destroy();
    });
    socket.once("error", (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

/** The site's own certificate and key, from an authority that nobody knows; files `own.crt` and `own.key`. */
export function ownCertificate(
  folder: string,
  names: readonly string[],
  life = { notBeforeMs: Date.now() - DAY_MS, notAfterMs: Date.now() + 90 * DAY_MS },
) {
  const pair = () => generateKeyPairSync("ec", { namedCurve: "P-256" });
  const [root, server] = [pair(), pair()];
  const authority = issueAuthority("Their authority", root.privateKey, life, {
    domains: names.filter((name) => /[a-z]/.test(name)),
    networks: ["127.0.0.0/8"],
  });
  const leaf = issueServer(server.publicKey, names, life, { certificate: authority, key: root.privateKey });
  const files = { cert: join(folder, "own.crt"), key: join(folder, "own.key") };
  writeFileSync(files.cert, leaf.toString());
  writeFileSync(files.key, server.privateKey.export({ type: "pkcs8", format: "pem" }));
  return { files, leaf, ca: authority.toString() };
}

export interface HttpsAnswer {
  readonly status: number;
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly text: string;
}

/** One request over HTTPS that trusts `ca` and nothing else. */
export function httpsGet(url: string, ca: string, options: RequestOptions & { body?: string } = {}) {
  return new Promise<HttpsAnswer>((resolve, reject) => {
    const asked = request(url, { ca, agent: false, ...options }, (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asked.once("error", reject);
    asked.end(options.body);
  });
}
