import { accept, type Outcome, refuse } from "@dalaba/core";
import { spokenChinese } from "@dalaba/core/speech";
import { soundOf } from "./run-program";
import { SOUND_MAX_BYTES, SPEAKING_MS, type SpeechEngine, type Wording } from "./speech-engine";

/**
 * Any other engine, as DALABA_TTS names it: a program that is given `--language L [--voice V]` and the text on stdin, or
 * a service that is sent `{text, language, voice}` as JSON. Either answers with a sound file.
 */
export function outsideEngine(named: string): SpeechEngine {
  const prepared = ({ text, language }: Wording) =>
    /^(zh|cmn|yue)/i.test(language) ? spokenChinese(text) : text;
  if (!/^https?:\/\//.test(named))
    return {
      ...{ name: named, prepared },
      speak: (text, { language, voice }) =>
        soundOf(named, ["--language", language, ...(voice === null ? [] : ["--voice", voice])], text),
    };
  return { ...{ name: named, prepared }, speak: (text, wording) => askService(named, text, wording) };
}

async function askService(url: string, text: string, wording: Wording): Promise<Outcome<Uint8Array>> {
  const { language, voice } = wording;
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text, language, voice }),
      signal: AbortSignal.timeout(SPEAKING_MS),
    });
    if (!response.ok) return refuse("tts-failed", `${url} answers ${response.status}`, { url });
    const bytes = new Uint8Array(await response.arrayBuffer());
    if (bytes.length > SOUND_MAX_BYTES)
      return refuse("tts-failed", `${url} answers ${bytes.length} bytes`, { url });
    return accept(bytes);
  } catch (error) {
    return refuse("tts-failed", `${url}: ${error instanceof Error ? error.message : error}`, { url });
  }
}
