import { existsSync, mkdtempSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { segmentName } from "../air/journal-line";
import { ack, begin, end, settled, TestJournal } from "./journal-line.test-support";
import { JournalReader } from "./journal-reader";

let folder: string;
let journal: TestJournal;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dalaba-journal-"));
  journal = new TestJournal(folder);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const types = (step: ReturnType<JournalReader["next"]>) => step?.lines.map(({ line }) => line.type);

describe("reading air's journal", () => {
  it("has nothing to read where nothing is", () => {
    expect(
      new JournalReader(join(folder, "none")).next(undefined, { segment: 1, offset: 0 }),
    ).toBeUndefined();
    expect(new JournalReader(folder).next(undefined, { segment: 1, offset: 0 })).toBeUndefined();
  });

  it("reads whole lines up to where air says they are on disk, and goes on from there", () => {
    const reader = new JournalReader(folder);
    const first = journal.write(begin());
    const second = journal.write(ack("east-1"), end());
    const step = reader.next(undefined, first);
    expect(types(step)).toEqual(["begin"]);
    expect(step).toMatchObject({ from: { segment: 1, offset: 0 }, to: first, faults: [] });
    expect(reader.next(first, first)).toBeUndefined();
    const rest = reader.next(first, second);
    expect(types(rest)).toEqual(["ack", "end"]);
    expect(rest?.to).toEqual(second);
    expect(rest?.lines.at(-1)?.end).toBe(second.offset);
  });

  it("leaves a line that is being written for later", () => {
    const reader = new JournalReader(folder);
    const whole = journal.write(begin());
    const torn = journal.raw('{"n":2,"type":"en');
    expect(reader.next(undefined, torn)?.to).toEqual(whole);
    expect(reader.next(whole, torn)).toBeUndefined();
  });

  it("goes on into the next segment, passing over a line that a crash left unfinished", () => {
    const reader = new JournalReader(folder);
    const whole = journal.write(begin());
    const torn = journal.raw('{"n":2,"type":"en');
    journal.rotate();
    const last = journal.write(end());
    expect(reader.next(whole, last)).toMatchObject({
      lines: [],
      to: torn,
      faults: [{ code: "journal-damaged" }],
    });
    expect(reader.next(torn, last)).toMatchObject({ from: { segment: 2, offset: 0 }, to: last, faults: [] });
  });

  it("reads long lines and many lines in bounded steps", () => {
    const reader = new JournalReader(folder, 64);
    const limit = journal.write(begin(), ack("east-1"), settled());
    const seen: string[] = [];
    for (let at = undefined as { segment: number; offset: number } | undefined; ; ) {
      const step = reader.next(at, limit);
      if (!step) break;
      seen.push(...(types(step) as string[]));
      at = step.to;
    }
    expect(seen).toEqual(["begin", "ack", "settled"]);
  });

  it("names a missing segment, a damaged line and a file that lost its end, and goes on", () => {
    const reader = new JournalReader(folder);
    const first = journal.write(begin());
    journal.rotate(2);
    const third = journal.write(ack("east-1"));
    expect(reader.next(first, third)).toMatchObject({
      from: { segment: 3, offset: 0 },
      faults: [{ code: "journal-gap", detail: expect.stringContaining(segmentName(2)) }],
    });
    rmSync(join(folder, segmentName(1)));
    expect(reader.next(first, third)?.faults).toMatchObject([{ code: "journal-gap" }]);
    expect(reader.next(undefined, third)?.faults).toMatchObject([{ code: "journal-gap" }]);
    journal.raw("not json\n");
    const limit = journal.write(end());
    const step = reader.next(third, limit);
    expect(types(step)).toEqual(["end"]);
    expect(step?.faults).toMatchObject([{ code: "journal-damaged" }]);
    truncateSync(join(folder, segmentName(3)), 5);
    expect(reader.next(third, limit)).toBeUndefined();
    journal.rotate();
    expect(reader.next(third, journal.write(settled()))?.faults).toMatchObject([{ code: "journal-gap" }]);
  });

  it("deletes what is read, but not the newest three, which air reads when it starts", () => {
    const reader = new JournalReader(folder);
    for (let i = 0; i < 5; i++) {
      journal.write(begin());
      journal.rotate();
    }
    reader.deleteIngested({ segment: 2, offset: 0 });
    expect([1, 2, 3, 4, 5].filter((n) => existsSync(join(folder, segmentName(n))))).toEqual([2, 3, 4, 5]);
    reader.deleteIngested({ segment: 5, offset: 9 });
    expect([1, 2, 3, 4, 5].filter((n) => existsSync(join(folder, segmentName(n))))).toEqual([3, 4, 5]);
  });
});
