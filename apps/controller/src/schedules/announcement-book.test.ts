import type { LocalTime } from "@dalaba/core/schedule";
import { expect, it } from "vitest";
import { filledIn } from "./announcement-book";

const AT = "2026-11-27T07:30:00" as LocalTime;

it.each([
  ["今天是{{date}}，{{weekday}}，现在{{ time }}。", "东村", "今天是2026年11月27日，星期五，现在07:30。"],
  ["{{village}}的村民们，早上好。", "东村", "东村的村民们，早上好。"],
  ["{{village}} {{unknown}}", null, "{{village}} {{unknown}}"],
])("%s is said with what its words stand for", (text, village, said) => {
  expect(filledIn(text, AT, village)).toBe(said);
});
