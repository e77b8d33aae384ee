export { cardinal, digitByDigit, spokenNumber } from "./chinese-numbers";
export { isChinese, spokenChinese } from "./spoken-chinese";
