import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { admissionVectors } from "./admission-vectors.test-support";
import { arbitrationVectors } from "./arbitration-vectors.test-support";
import { audioVectors } from "./audio-vectors.test-support";
import { clipVectors } from "./clip-vectors.test-support";
import { clockVectors, timelineVectors } from "./clock-vectors.test-support";
import { envelopeVectors, targetVectors } from "./envelope-vectors.test-support";
import { quietHoursVectors } from "./quiet-hours-vectors.test-support";
import { chimeVectors, credentialVectors, jsonVectors, topicVectors } from "./text-vectors.test-support";
import { upwardVectors } from "./upward-vectors.test-support";

const folder = fileURLToPath(new URL("../../vectors/", import.meta.url));

const FILES: Readonly<Record<string, () => object>> = {
  "admission.json": admissionVectors,
  "arbitration.json": arbitrationVectors,
  "audio.json": audioVectors,
  "chimes.json": chimeVectors,
  "clips.json": clipVectors,
  "clock.json": clockVectors,
  "credentials.json": credentialVectors,
  "envelope.json": envelopeVectors,
  "quiet-hours.json": quietHoursVectors,
  "strict-json.json": jsonVectors,
  "target-hash.json": targetVectors,
  "timeline.json": timelineVectors,
  "topics.json": topicVectors,
  "upward.json": upwardVectors,
};

/** One case a line: a changed vector shows as a changed line. */
function print(file: object): string {
  const members = Object.entries(file).map(([name, value]) =>
    Array.isArray(value)
      ? `${JSON.stringify(name)}: [\n${value.map((each) => `  ${JSON.stringify(each)}`).join(",\n")}\n]`
      : `${JSON.stringify(name)}: ${JSON.stringify(value)}`,
  );
  return `{\n${members.join(",\n")}\n}\n`;
}

describe("the golden vectors", () => {
  // `npx vitest run protocol -u` writes them anew, for a change that SPEC 12.3 allows.
  test.each(Object.keys(FILES))("%s is what the code says today", async (name) => {
    await expect(print((FILES[name] as () => object)())).toMatchFileSnapshot(`${folder}${name}`);
  });

  test("every file of the folder is one of them", () => {
    const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
    expect(files.sort()).toEqual(Object.keys(FILES).sort());
  });
});
