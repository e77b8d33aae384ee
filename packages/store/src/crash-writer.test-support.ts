import { openStore } from "./open-store";

/*
 * Started by crash.test.ts as a process of its own and killed at any moment: commits numbered acts without a pause and
 * says each number when it is committed.
 */
const [file = "", client = ""] = process.argv.slice(2);
const opened = await openStore({
  file,
  native: client === "better-sqlite3",
  nowMs: 1,
  sealer: { seal: (plain) => plain, unseal: (sealed) => sealed },
});
if (!opened.ok) throw new Error(opened.detail);
const store = opened.value;
for (let n = (store.settings.get<number>("n") ?? 0) + 1; ; n++) {
  const entry = { atMs: n, actor: "system", room: null, address: null, act: "count", object: `n:${n}` };
  store.audited({ ...entry, why: null, result: "ok", detail: { n } }, () => {
    store.settings.set("n", n, n);
    store.events.append({
      atMs: n,
      kind: "counted",
      subject: String(n),
      site: null,
      body: { filler: "x".repeat(500) },
    });
  });
  process.stdout.write(`${n}\n`);
}
