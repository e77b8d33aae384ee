// Every way a preparation can fail that its reader can cure, as one line with the way out.

/** A failure whose message is all the reader needs; shown without a stack. */
export class Failure extends Error {
  /** @param {string} message @param {number} [exitCode] */
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

const cures = [
  {
    sign: /ENOSPC|no space left on device|EDQUOT/i,
    line: "the disk is full. Free some space (about 500 MB are needed) and run the same command again.",
  },
  {
    sign: /EROFS|read-only file system/i,
    line: "this folder is on a read-only file system. Clone to a place you can write, and run it there.",
  },
  {
    sign: /EACCES|EPERM|permission denied/i,
    line: "a folder cannot be written. Give your account the clone (chown -R), or clone it again as yourself.",
  },
  {
    sign: /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ERR_PNPM_META_FETCH_FAIL|fetch failed/,
    line: "the npm registry cannot be reached. Connect this machine (or name a mirror: npm config set registry URL) and run the same command again.",
  },
  {
    sign: /CERT_|SELF_SIGNED|UNABLE_TO_GET_ISSUER/,
    line: "the npm registry's certificate is not trusted here. Set NODE_EXTRA_CA_CERTS to your proxy's certificate file and run again.",
  },
  {
    sign: /ERR_PNPM_OUTDATED_LOCKFILE|frozen-lockfile/,
    line: "pnpm-lock.yaml does not match a package.json. Run: npx pnpm@10.34.9 install",
  },
  {
    sign: /ERR_PNPM_(NO_MATCHING_VERSION|FETCH_40[34])/,
    line: "the npm registry does not have a package that is needed; a mirror may lag behind. Try another registry.",
  },
];

/**
 * The one line that fits what a tool printed or an error says.
 * @param {string} text @returns {string | undefined}
 */
export function cureFor(text) {
  return cures.find((cure) => cure.sign.test(text))?.line;
}

/**
 * An unexpected error as a line where a cure is known, otherwise as it is.
 * @param {unknown} error @returns {{ line: string, exitCode: number }}
 */
export function explain(error) {
  if (error instanceof Failure) return { line: error.message, exitCode: error.exitCode };
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const code = /** @type {{ code?: string, path?: string }} */ (error);
  const cure = code?.code ? cureFor(code.code) : undefined;
  if (cure) return { line: `${cure}${code.path ? ` (${code.path})` : ""}`, exitCode: 1 };
  return { line: text, exitCode: 1 };
}
