import type { Outcome } from "@dalaba/core";
import { cantoneseReading, type Lexicon, mandarinReading } from "./reading";
import { soundOf } from "./run-program";
import type { SpeechEngine, Wording } from "./speech-engine";

/** Words a minute: announcements are spoken more slowly than its 175. */
const RATE = "150";

/**
 * espeak-ng as a program of its own. Debian's 1.51 reads Chinese characters as English letters, so that it is given
 * pinyin and Jyutping, which it reads well.
 */
export class EspeakNg implements SpeechEngine {
  readonly name = "espeak-ng";
  private readonly program: string;
  private readonly lexicon: (language: "zh" | "yue") => Lexicon;

  constructor(program = "espeak-ng", lexicon: (language: "zh" | "yue") => Lexicon = () => ({})) {
    this.program = program;
    this.lexicon = lexicon;
  }

  prepared({ text, language }: Wording): string {
    const tongue = tongueOf(language);
    if (tongue === null) return text;
    const read = tongue === "yue" ? cantoneseReading : mandarinReading;
    return read(text, this.lexicon(tongue));
  }

  speak(prepared: string, { language, voice }: Wording): Promise<Outcome<Uint8Array>> {
    // What begins with a hyphen would be an option; voices are named by letters.
    const named = voice ?? voiceOf(language);
    return soundOf(this.program, [`-v${named}`, "-s", RATE, "--stdin", "--stdout", "-b", "1"], prepared);
  }
}

/** Hong Kong and Macau write zh and speak Cantonese. */
function tongueOf(language: string): "zh" | "yue" | null {
  if (/^yue|^zh-(HK|MO)/i.test(language)) return "yue";
  return /^(zh|cmn)/i.test(language) ? "zh" : null;
}

function voiceOf(language: string): string {
  const tongue = tongueOf(language);
  if (tongue === null) return language.toLowerCase();
  return tongue === "yue" ? "yue-latn-jyutping" : "cmn-latn-pinyin";
}
