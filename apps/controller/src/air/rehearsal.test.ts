import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { rehearse } from "./rehearsal";

const leftovers = () => readdirSync(tmpdir()).filter((name) => name.startsWith("dalaba-rehearsal-"));

test("talks are talked through to their last receipts, and nothing of them stays", async () => {
  const before = leftovers();
  const handles = process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap").length;
  const { talks } = await rehearse(1);
  expect(talks).toBe(3);
  expect(leftovers().filter((name) => !before.includes(name))).toEqual([]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(process.getActiveResourcesInfo().filter((kind) => kind === "TCPServerWrap")).toHaveLength(handles);
});
