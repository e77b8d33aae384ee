import { join } from "node:path";
import type { SiteId } from "@dalaba/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../store";
import { CLIENTS, mustOpen, NOW, temporaryFolder } from "../testing.test-support";

const A = "00000000000000aa";
const S = "00000000000000bb";

describe.each(CLIENTS)("schedules and their occurrences (%s)", (client) => {
  let store: Store;
  beforeEach(async () => {
    store = await mustOpen(client, join(temporaryFolder(), "dalaba.db"));
  });
  afterEach(() => store.close());

  const said = (clip: string) => ({
    ...{ id: A, title: "早间广播", site: null as SiteId | null },
    document: { chime: "none", parts: [{ clip }] },
  });
  const kept = (revision: number) => ({
    ...{ id: S, revision, document: { announcement: A, title: "每天早上" }, changedAtMs: NOW },
    ...{ actorId: "o-1", actorName: "li" },
  });
  const planned = (n: number, revision = 1) => ({
    ...{ id: String(n).padStart(16, "0"), schedule: S, revision, utcMs: NOW + n * 1000, announcement: A },
  });

  it("an announcement counts its changes, and is not deleted while a schedule needs it", () => {
    const { announcements, schedules } = store;
    announcements.add(said("c-1"), NOW);
    expect(announcements.change({ ...said("c-2"), title: "晚间广播" }, NOW + 1)).toBe(2);
    expect(announcements.get(A)).toMatchObject({ title: "晚间广播", revision: 2, deletedAtMs: null });
    schedules.put(kept(1));
    expect(announcements.remove(A, NOW)).toEqual([S]);
    expect(schedules.remove(S, NOW)).toBe(true);
    expect(announcements.remove(A, NOW)).toEqual([]);
    expect(announcements.list({}).items).toEqual([]);
    expect(announcements.list({ deleted: true }).items).toHaveLength(1);
    announcements.restore(A);
    expect(announcements.list({ sites: ["east"] }).items).toHaveLength(1);
  });

  it("an occurrence that speakers played alone is over, whatever was decided of it here, unless it was begun", () => {
    const { occurrences } = store;
    occurrences.write([planned(1), planned(2), planned(3)]);
    occurrences.skip(planned(2).id, "too-late", NOW);
    occurrences.claim(planned(3).id, "00000000000000cc", NOW);
    for (const n of [1, 2, 3, 4]) occurrences.playedAlone(planned(n));
    for (const n of [1, 2, 4])
      expect(occurrences.get(planned(n).id)).toMatchObject({
        state: "ended",
        because: null,
        broadcast: planned(n).id,
      });
    expect(occurrences.get(planned(3).id)).toMatchObject({ state: "begun", broadcast: "00000000000000cc" });
  });

  it("a clip that an announcement plays is not deleted", () => {
    const by = { kind: "operator", id: "o-1", name: "li" } as const;
    const source = { name: "a.wav", format: "wav", bytes: 1, sha256: "0".repeat(64) };
    store.clips.add(
      { id: "c-1", title: "a", language: null, site: null },
      {
        ...{ sha256: "0".repeat(64), bytes: 1, durationMs: 20, beforeLufs: -20, afterLufs: -16 },
        ...{ truePeakDb: -1, sound: "speech", waveform: new Uint8Array(400), source, by },
      },
      NOW,
    );
    store.announcements.add(said("c-1"), NOW);
    expect(store.clips.remove("c-1", NOW)).toEqual([{ kind: "announcement", id: A }]);
    store.announcements.remove(A, NOW);
    expect(store.clips.remove("c-1", NOW)).toEqual([]);
  });

  it("a schedule is put in the place of the one there is", () => {
    store.schedules.put(kept(1));
    store.schedules.put(kept(2));
    expect(store.schedules.all().map(({ revision }) => revision)).toEqual([2]);
    store.schedules.remove(S, NOW);
    expect(store.schedules.all()).toEqual([]);
    expect(store.schedules.get(S)?.deletedAtMs).toBe(NOW);
  });

  it("an occurrence is claimed once, whoever asks, and what is decided is not written again", () => {
    const { occurrences } = store;
    occurrences.write([planned(1), planned(2), planned(3)]);
    expect(occurrences.claim(planned(1).id, planned(1).id, NOW)).toBe(true);
    expect(occurrences.claim(planned(1).id, planned(1).id, NOW)).toBe(false);
    expect(occurrences.skip(planned(2).id, "too-late", NOW)).toBe(true);
    occurrences.write([planned(1, 2), planned(2, 2), planned(3, 2)]);
    expect(occurrences.inState("waiting").map(({ id, revision }) => [id, revision])).toEqual([
      [planned(3).id, 2],
    ]);
    occurrences.withdraw([planned(1).id, planned(3).id]);
    expect(occurrences.get(planned(3).id)).toBeUndefined();
    expect(occurrences.inState("begun").map(({ id }) => id)).toEqual([planned(1).id]);
    occurrences.release(planned(1).id);
    expect(occurrences.claim(planned(1).id, planned(1).id, NOW)).toBe(true);
    occurrences.end(planned(1).id, null);
    occurrences.release(planned(1).id);
    expect(occurrences.get(planned(1).id)?.state).toBe("ended");
    expect(occurrences.prune(NOW + 10_000)).toBe(2);
  });

  it("occurrences are paged, newest first", () => {
    store.occurrences.write([1, 2, 3, 4, 5].map((n) => planned(n)));
    const first = store.occurrences.list({ limit: 2, schedule: S });
    expect(first.items.map(({ utcMs }) => utcMs - NOW)).toEqual([5000, 4000]);
    const second = store.occurrences.list({ limit: 2, after: first.next });
    expect(second.items.map(({ utcMs }) => utcMs - NOW)).toEqual([3000, 2000]);
    expect(store.occurrences.list({ fromMs: NOW + 2000, toMs: NOW + 4000 }).items).toHaveLength(2);
  });

  it("a calendar is kept as it is written", () => {
    const document = { id: "cn", title: "中国", years: [2026], holidays: { "2026-10-01": "国庆节" } };
    store.schedules.putCalendar({ id: "cn", document, changedAtMs: NOW });
    store.schedules.putCalendar({ id: "cn", document: { ...document, title: "节假日" }, changedAtMs: NOW });
    expect(store.schedules.calendars().map(({ document: { title } }) => title)).toEqual(["节假日"]);
    expect(store.schedules.removeCalendar("cn")).toBe(true);
    expect(store.schedules.calendar("cn")).toBeUndefined();
  });
});
