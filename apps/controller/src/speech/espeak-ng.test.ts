import { decodeAudioFile } from "@dalaba/codec";
import { expect, it } from "vitest";
import { needsProgram } from "../../../../.ci/test/needs-program";
import { EspeakNg } from "./espeak-ng";

const engine = new EspeakNg();

async function spoken(text: string, language: string) {
  const wording = { text, language, voice: null };
  const sound = await engine.speak(engine.prepared(wording), wording);
  if (!sound.ok) throw new Error(sound.detail);
  const decoded = await decodeAudioFile(sound.value);
  if (!decoded.ok) throw new Error(decoded.detail);
  return decoded;
}

needsProgram("espeak-ng")("espeak-ng itself", () => {
  it.each([
    ["zh-CN", "今天下午2点到5点停水，请提前储水。"],
    ["yue", "今天下午2点到5点停水，请提前储水。"],
    ["en", "Water is off from two to five this afternoon."],
  ])("speaks %s", async (language, text) => {
    const { seconds, pcm, sampleRate } = await spoken(text, language);
    expect(seconds).toBeGreaterThan(1.5);
    expect(seconds).toBeLessThan(12);
    expect(sampleRate).toBeGreaterThan(8_000);
    expect(Math.max(...pcm.subarray(0, 100_000))).toBeGreaterThan(0.1);
  });

  it("says more where there is more to say, and never takes a text for an option", async () => {
    const [short, long] = [await spoken("停水", "zh-CN"), await spoken("停水通知".repeat(8), "zh-CN")];
    expect(long.seconds).toBeGreaterThan(3 * short.seconds);
    expect((await spoken("--version", "en")).seconds).toBeGreaterThan(0.3);
  });

  it("without a voice for the language says so", async () => {
    const wording = { text: "x", language: "xx-none", voice: null };
    expect(await engine.speak("x", wording)).toMatchObject({ ok: false, code: "tts-failed" });
  });
});

it("a program that is not there is named", async () => {
  const wording = { text: "x", language: "en", voice: null };
  const missing = await new EspeakNg("no-such-espeak").speak("x", wording);
  expect(missing).toMatchObject({ ok: false, code: "tts-missing", params: { program: "no-such-espeak" } });
});
