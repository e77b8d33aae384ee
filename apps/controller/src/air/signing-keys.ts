import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fromHex, type Refusal, refuse } from "@dalaba/protocol";

export type KeyUse = "stream" | "command" | "emergency";

export interface SigningKey {
  readonly kid: number;
  readonly seed: Uint8Array;
}

/** Reads one `{use}-{kid}.key` of a key folder: 64 hex digits, an Ed25519 seed. */
export function readSigningKey(
  folder: string,
  use: KeyUse,
  kid: number,
): { readonly ok: true; readonly key: SigningKey } | Refusal<"keys-missing" | "keys-damaged"> {
  const path = join(folder, `${use}-${kid}.key`);
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    return refuse("keys-missing", `${path}: ${(error as Error).message}`);
  }
  const seed = fromHex(text.trim());
  if (seed?.length !== 32) return refuse("keys-damaged", `${path} is not 64 hex digits`);
  return { ok: true, key: { kid, seed } };
}

/** The key of a use that is in work: the lowest kid; a higher one waits to replace it. */
export function readWorkingKey(
  folder: string,
  use: KeyUse,
): { readonly ok: true; readonly key: SigningKey } | Refusal<"keys-missing" | "keys-damaged"> {
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch (error) {
    return refuse("keys-missing", `${folder}: ${(error as Error).message}`);
  }
  const kids = files
    .map((file) => /^([a-z]+)-(\d+)\.key$/.exec(file))
    .filter((match) => match?.[1] === use)
    .map((match) => Number(match?.[2]));
  if (kids.length === 0) return refuse("keys-missing", `no ${use} key in ${folder}`);
  return readSigningKey(folder, use, Math.min(...kids));
}
