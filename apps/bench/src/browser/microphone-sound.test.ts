import { expect, test } from "vitest";
import { withoutPauses } from "./microphone-sound";

test("what the microphone hears of a voice has no pauses, at a level that is heard", () => {
  const tone = (seconds: number): Float32Array =>
    Float32Array.from({ length: seconds * 48_000 }, (_, i) => 0.1 * Math.sin(i / 30));
  const voice = new Float32Array(48_000 * 3);
  voice.set(tone(1), 0);
  voice.set(tone(1), 96_000);
  const spoken = withoutPauses(voice);
  expect(spoken).toHaveLength(96_000);
  expect(Math.max(...spoken)).toBeCloseTo(0.5, 3);
  expect(withoutPauses(new Float32Array(4_800))).toHaveLength(0);
});
