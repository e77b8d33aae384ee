import { readFileSync } from "node:fs";
import { type Credentials, type Refusal, readCredentials, refuse } from "@dalaba/protocol";

/** One speaker a line (SPEC 1.2). Every bad line is named, so that a file is put right in one go. */

export type CredentialsRefusal = Refusal<"credentials-missing" | "bad-credentials">;

const MOST_NAMED = 5;

export function readCredentialsFile(
  path: string,
): { readonly ok: true; readonly credentials: readonly Credentials[] } | CredentialsRefusal {
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return refuse("credentials-missing", code === "ENOENT" ? `${path}: no such file` : `${path}: ${code}`);
  }
  const credentials: Credentials[] = [];
  const ids = new Map<string, number>();
  const wrong: string[] = [];
  text.split("\n").forEach((line, i) => {
    if (line.trim() === "") return;
    const read = readLine(line);
    if (!read.ok) {
      wrong.push(`line ${i + 1}: ${read.detail}`);
      return;
    }
    const { id } = read.credentials;
    if (ids.has(id)) wrong.push(`line ${i + 1}: ${id} is on line ${ids.get(id)} already`);
    ids.set(id, i + 1);
    credentials.push(read.credentials);
  });
  if (wrong.length > MOST_NAMED)
    wrong.splice(MOST_NAMED, wrong.length, `and ${wrong.length - MOST_NAMED} more`);
  if (wrong.length > 0) return refuse("bad-credentials", `${path}: ${wrong.join("; ")}`);
  if (credentials.length === 0) return refuse("bad-credentials", `${path}: no speaker in it`);
  return { ok: true, credentials };
}

function readLine(line: string): ReturnType<typeof readCredentials> {
  try {
    return readCredentials(JSON.parse(line));
  } catch {
    return refuse("bad-credentials", "not JSON");
  }
}
