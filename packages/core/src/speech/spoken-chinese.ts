import { cardinal, digitByDigit, spokenNumber } from "./chinese-numbers";

type Rule = readonly [pattern: RegExp, spoken: (...groups: string[]) => string];

const UNITS: Readonly<Record<string, string>> = {
  "km/h": "公里每小时",
  "m/s": "米每秒",
  km: "公里",
  cm: "厘米",
  mm: "毫米",
  kg: "公斤",
  m: "米",
  "㎡": "平方米",
  "℃": "摄氏度",
  "°C": "摄氏度",
  "%": "",
};
/** What is counted with 两 instead of 二. */
const COUNTED =
  "个|点|位|名|米|公里|小时|分钟|天|周|次|辆|台|户|人|条|间|栋|层|所|家|只|件|度|倍|遍|千|万|亿";

const clock = (hour: string, minute: string, second?: string): string => {
  const h = Number(hour);
  const m = Number(minute);
  const minutes = m === 0 ? "整" : `${m < 10 ? "零" : ""}${cardinal(String(m))}分`;
  const seconds = second === undefined || Number(second) === 0 ? "" : `${cardinal(second)}秒`;
  return `${h === 2 ? "两" : cardinal(hour)}点${seconds === "" ? minutes : `${minutes.replace("整", "零分")}${seconds}`}`;
};
const date = (year: string, month: string, day: string): string =>
  `${digitByDigit(year)}年${cardinal(month)}月${cardinal(day)}日`;

/** In this order: what is more than a number comes before numbers. */
const RULES: readonly Rule[] = [
  [/[０-９]/g, (each) => String.fromCharCode(each.charCodeAt(0) - 0xfee0)],
  [/(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/g, (_, y = "", m = "", d = "") => date(y, m, d)],
  [/(\d{4})(?=年)/g, (_, year = "") => digitByDigit(year)],
  [/(?<!\d)(\d{1,2})[:：](\d{2})(?:[:：](\d{2}))?(?!\d)/g, (_, h = "", m = "", s) => clock(h, m, s)],
  // What is dialled: emergency numbers, hotlines, mobile and landline numbers.
  [
    /(电话|拨打|热线|致电|号码|手机)([是为：:\s]*)(0\d{2,3}[-\s]?\d{7,8}|\d{3,12})/g,
    (_, a = "", b = "", n = "") => a + b + digitByDigit(n.replace(/\D/g, ""), { telephone: true }),
  ],
  [/(?<!\d)(1[3-9]\d{9})(?!\d)/g, (_, n = "") => digitByDigit(n, { telephone: true })],
  [
    /(?<!\d)(0\d{2,3})[-\s]?(\d{7,8})(?!\d)/g,
    (_, a = "", n = "") => digitByDigit(a + n, { telephone: true }),
  ],
  [
    /(?<![\d.])(11[029]|12[02]|12345)(?![\d.%年月日点个米人户度])/g,
    (_, n = "") => digitByDigit(n, { telephone: true }),
  ],
  [/(\d{3,5})(?=室|房)/g, (_, n = "") => digitByDigit(n, { telephone: true })],
  [/(\d{1,3}(?:,\d{3})+)(?!\d)/g, (_, n = "") => n.replaceAll(",", "")],
  [/(\d+(?:\.\d+)?)\s*[-~～—至](\s*\d)/g, (_, a = "", b = "") => `${a}到${b.trim()}`],
  [/[-−](\d+(?:\.\d+)?)\s*(?:℃|°C)/g, (_, n = "") => `零下${spokenNumber(n)}摄氏度`],
  [/([-−]?\d+(?:\.\d+)?)\s*%/g, (_, n = "") => `百分之${spokenNumber(n)}`],
  [
    /(\d)\s*(km\/h|m\/s|km|cm|mm|kg|㎡|℃|°C|m)(?![a-z])/g,
    (_, n = "", unit = "") => n + (UNITS[unit] ?? unit),
  ],
  [new RegExp(`(?<![\\d.第])2(?=(?:${COUNTED}))`, "g"), () => "两"],
  [/(?<![\d.A-Za-z])[-−](\d+(?:\.\d+)?)/g, (_, n = "") => `负${spokenNumber(n)}`],
  [/\d+(?:\.\d+)?/g, (n) => spokenNumber(n)],
];

/** Chinese text with every figure written out as it is said; what is no figure stays as it is. */
export function spokenChinese(text: string): string {
  return RULES.reduce((said, [pattern, spoken]) => said.replace(pattern, spoken), text);
}

/** Whether a text is written in Chinese characters. */
export function isChinese(text: string): boolean {
  return /\p{Script=Han}/u.test(text);
}
