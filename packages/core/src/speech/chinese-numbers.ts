const DIGITS = [..."零一二三四五六七八九"];
const PLACES = ["", "十", "百", "千"];
const GROUPS = ["", "万", "亿", "万亿"];

/** Digit by digit, as a year or a room is read. `telephone`: 1 is 幺, so that nobody hears a seven. */
export function digitByDigit(digits: string, { telephone = false } = {}): string {
  return [...digits]
    .map((each) => (telephone && each === "1" ? "幺" : (DIGITS[Number(each)] ?? each)))
    .join("");
}

/** A whole number as it is spoken, 0 to 9,999,999,999,999,999; digit by digit beyond that. */
export function cardinal(digits: string): string {
  const plain = digits.replace(/^0+(?=\d)/, "");
  if (plain.length > 16) return digitByDigit(digits);
  if (plain === "0") return "零";
  const groups: string[] = [];
  for (let end = plain.length; end > 0; end -= 4) groups.unshift(plain.slice(Math.max(0, end - 4), end));
  let out = "";
  let gap = false;
  for (const [at, group] of groups.entries()) {
    const value = Number(group);
    if (value === 0) {
      gap = out !== "";
      continue;
    }
    // A place that is empty is said once, however many there are.
    if (out !== "" && (gap || value < 1_000)) out += "零";
    out += fourDigits(value) + (GROUPS[groups.length - 1 - at] ?? "");
    gap = false;
  }
  return out.startsWith("一十") ? out.slice(1) : out;
}

function fourDigits(value: number): string {
  let out = "";
  let gap = false;
  for (let place = 3; place >= 0; place--) {
    const digit = Math.floor(value / 10 ** place) % 10;
    if (digit === 0) {
      gap = out !== "";
      continue;
    }
    out += `${gap ? "零" : ""}${DIGITS[digit]}${PLACES[place]}`;
    gap = false;
  }
  return out;
}

/** With a fraction and a sign: 3.5 is 三点五, -5 is 负五. */
export function spokenNumber(text: string): string {
  const [, sign = "", whole = "0", fraction] = /^([-−]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const spoken = fraction === undefined ? cardinal(whole) : `${cardinal(whole)}点${digitByDigit(fraction)}`;
  return sign === "" ? spoken : `负${spoken}`;
}
