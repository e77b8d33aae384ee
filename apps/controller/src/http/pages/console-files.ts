import { readFileSync, statSync } from "node:fs";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const MEDIA: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
};
const PACKED = new Set([".css", ".html", ".js", ".json", ".map", ".svg", ".wasm", ".webmanifest"]);
/** What the build writes: `name-HASH.ext` and no folder, so a name from outside can point nowhere else. */
const NAME = /^[A-Za-z0-9_-]{1,80}(\.[A-Za-z0-9-]{1,40}){1,3}$/;
/** Files kept in memory; a build has some fifty. */
const KEPT_MAX = 400;

export interface ConsoleFile {
  readonly media: string;
  readonly plain: Uint8Array<ArrayBuffer>;
  /** Null where packing does not help. */
  readonly gzip: Uint8Array<ArrayBuffer> | null;
}

/** The built console (`apps/console/dist`): read once, packed once. */
export class ConsoleFiles {
  private readonly folder: string;
  private readonly kept = new Map<string, ConsoleFile>();
  private indexMark = "";

  constructor(folder: string) {
    this.folder = folder;
  }

  /** The page itself, read again when a build has replaced it; undefined when none was built. */
  index(): ConsoleFile | undefined {
    const path = join(this.folder, "index.html");
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    const mark = `${stat.mtimeMs} ${stat.size}`;
    if (mark !== this.indexMark) {
      this.kept.delete("index.html");
      this.indexMark = mark;
    }
    return this.read("index.html", path);
  }

  /** A file whose name holds its hash, and so never changes. */
  asset(name: string): ConsoleFile | undefined {
    return NAME.test(name) ? this.read(name, join(this.folder, "assets", name)) : undefined;
  }

  private read(name: string, path: string): ConsoleFile | undefined {
    const known = this.kept.get(name);
    if (known) return known;
    const extension = extname(name);
    const media = MEDIA[extension];
    if (media === undefined || !statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
    const plain = new Uint8Array(readFileSync(path));
    const gzip = PACKED.has(extension) ? new Uint8Array(gzipSync(plain)) : null;
    const file = { media, plain, gzip };
    if (this.kept.size >= KEPT_MAX) this.kept.clear();
    this.kept.set(name, file);
    return file;
  }
}
