import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeLine, lineReader } from "./ipc";

test("lines arrive whole whatever way the stream is cut", () => {
  const messages = [{ type: "喇叭" }, { n: 1 }, { long: "x".repeat(3000) }, []];
  const stream = Buffer.from(messages.map(encodeLine).join(""));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 30 }), (cuts) => {
      const heard: unknown[] = [];
      const problems: string[] = [];
      const read = lineReader(
        (value) => heard.push(value),
        (problem) => problems.push(problem),
      );
      let from = 0;
      for (const size of [...cuts, stream.length]) {
        read(stream.subarray(from, from + size));
        from += size;
      }
      expect(heard).toEqual(messages);
      expect(problems).toEqual([]);
    }),
  );
});

test("a line that is no JSON or too long ends the reading", () => {
  for (const [bytes, problem] of [
    ["{\n{}\n", "bad-line"],
    [`"${"x".repeat(100)}"\n{}\n`, "line-too-long"],
    ["x".repeat(101), "line-too-long"],
  ] as const) {
    const said: unknown[] = [];
    const read = lineReader(
      (value) => said.push(value),
      (found) => said.push(found),
      100,
    );
    read(Buffer.from(bytes));
    read(Buffer.from("{}\n"));
    expect(said).toEqual([problem]);
  }
});
