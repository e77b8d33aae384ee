import { isChinese, spokenChinese } from "@dalaba/core/speech";
import { pinyin } from "pinyin-pro";
import ToJyutping from "to-jyutping";

/** How a word is read where the dictionaries are wrong, by language: place names, above all. */
export type Lexicon = Readonly<Record<string, string>>;

/** Words that the dictionaries read wrongly; a site's own come before these. */
const PINYIN: Lexicon = {
  ...{ 还款: "huan2 kuan3", 长队: "chang2 dui4", 大埔: "da4 bu4", 教书: "jiao1 shu1" },
  ...{ 数一数: "shu3 yi1 shu3", 有空: "you3 kong4" },
};
const JYUTPING: Lexicon = {
  ...{ 行长: "hong4 zoeng2", 长队: "coeng4 deoi6", 六: "luk6", 便宜: "pin4 ji4" },
  ...{ 为人民: "wai6 jan4 man4", 数一数: "sou2 jat1 sou2" },
};

const PUNCTUATION: Readonly<Record<string, string>> = {
  ...{ "，": ",", "、": ",", "；": ";", "：": ",", "。": ".", "！": "!", "？": "?", "…": "." },
  ...{ "（": ",", "）": ",", "《": "", "》": "", "“": "", "”": "", "「": "", "」": "", "·": " " },
};

/** Mandarin as numbered pinyin (5: neutral), punctuation as Latin pauses; words in Latin letters stay. */
export function mandarinReading(text: string, lexicon: Lexicon = {}): string {
  return reading(text, { ...PINYIN, ...lexicon }, (run) =>
    pinyin(run, { toneType: "num", type: "array" }).map((each) => each.replace(/0$/, "5")),
  );
}

/** Cantonese as Jyutping. */
export function cantoneseReading(text: string, lexicon: Lexicon = {}): string {
  return reading(text, { ...JYUTPING, ...lexicon }, (run) =>
    ToJyutping.getJyutpingList(run).flatMap(([, jyutping]) => (jyutping === null ? [] : [jyutping])),
  );
}

/** The site's words first, the longest before the shorter; what lies between them goes to the dictionary in whole runs. */
function reading(text: string, lexicon: Lexicon, of: (run: string) => readonly string[]): string {
  const words = Object.keys(lexicon).filter((word) => word !== "");
  words.sort((a, b) => b.length - a.length);
  const out: string[] = [];
  for (const piece of pieces(spokenChinese(text), words)) {
    if (Object.hasOwn(lexicon, piece)) out.push(lexicon[piece] as string);
    else
      for (const run of piece.match(/\p{Script=Han}+|\P{Script=Han}+/gu) ?? []) {
        if (isChinese(run)) out.push(...of(run));
        else out.push([...run].map((each) => PUNCTUATION[each] ?? each).join(""));
      }
  }
  return out
    .join(" ")
    .replace(/\s*([,.;!?]) */g, "$1 ")
    .replace(/\s+/g, " ")
    .trim();
}

function pieces(text: string, words: readonly string[]): readonly string[] {
  if (words.length === 0) return [text];
  const escaped = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return text.split(new RegExp(`(${escaped.join("|")})`)).filter((piece) => piece !== "");
}
