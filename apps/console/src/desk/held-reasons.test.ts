import { isHeld, RESULT_REASONS } from "@dalaba/core";
import { expect, test } from "vitest";
import { HELD_REASONS } from "./held-reasons";

test("the page counts as held what the controller repeats to", () => {
  expect(RESULT_REASONS.filter((reason) => HELD_REASONS.includes(reason))).toEqual(
    RESULT_REASONS.filter(isHeld),
  );
});
