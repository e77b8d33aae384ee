import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Outcome, refuse } from "@dalaba/core";
import { openStore } from "@dalaba/store";
import { KeyFolder } from "../keys";
import { ensureFirstAdmin, FIRST_ADMIN, recoveryLink } from "../people/first-admin";
import { Passwords } from "../people/passwords";
import { linkUrl } from "../people/sign-in-link";
import { baseUrl, type Settings } from "../settings";

/** A one-time link straight from the store, with the controller running beside or not. */
export async function signInLinkFromStore(
  settings: Settings,
  operator: string | null,
  nowMs: number,
): Promise<Outcome<{ readonly name: string; readonly url: string }>> {
  const { sealer } = new KeyFolder(join(settings.dataFolder, "keys"));
  const file = join(settings.dataFolder, "dalaba.sqlite");
  const opened = await openStore({ file, sealer, nowMs, native: settings.native });
  if (!opened.ok) return opened;
  const store = opened.value;
  try {
    const first = await ensureFirstAdmin({ store, passwords: new Passwords(), nowMs }, null);
    if (!first.ok) return first;
    const link = first.value?.link;
    const made = link ? { name: FIRST_ADMIN, link } : recoveryLink({ store, nowMs }, operator);
    if (made === null)
      return refuse("operator-unknown", `no enabled ${operator ?? "administrator"}; see \`dalaba user ls\``, {
        operator,
      });
    return { ok: true, value: { name: made.name, url: linkUrl(runningUrl(settings), made.link) } };
  } finally {
    store.close();
  }
}

/** Where the controller that runs now answers, else where the settings will put it. */
function runningUrl(settings: Settings): string {
  try {
    const file = join(settings.dataFolder, "run", "ports.json");
    const { url } = JSON.parse(readFileSync(file, "utf8")) as { url?: unknown };
    if (typeof url === "string") return url;
  } catch {
    // Not running.
  }
  return baseUrl(settings, settings.httpPort);
}
