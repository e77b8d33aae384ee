import { expect, it } from "vitest";
import type { HeardTalk } from "../talk/one-talk";
import { eventFigures } from "./event-rows";

const talk = (firstMs: number): HeardTalk => ({
  ...{ ending: "release", firstMs: [firstMs, firstMs], silenceMs: [], senderLateMs: 0, lostFrames: 0 },
});

it("judges what is asked of events, and counts one that never sounded as the worst", () => {
  const figures = eventFigures({
    soundMs: [300, 310, Number.POSITIVE_INFINITY],
    screenMs: [5, 6, 7],
    calm: [talk(150)],
    busy: [talk(160), talk(400)],
    speakers: 2,
    storm: { sent: 100, taken: 99, stored: 98, perSecond: 50 },
  });
  const of = (id: string) => figures.find((figure) => figure.id === id);
  expect(of("P6")).toMatchObject({ value: null, limit: { limit: 500 } });
  expect(of("events.screen")).toMatchObject({ value: 7, limit: { limit: 300 } });
  expect(of("events.lost")).toMatchObject({ value: 2, limit: { limit: 0 } });
  expect(of("P4.events")?.value).toBe(50);
  expect(of("P4.events.p99")).toMatchObject({ value: 400, peerValue: 150 });
});
