import { describe, expect, it } from "vitest";
import { type Pages, withHead } from "./head-page";

interface Row {
  readonly id: string;
  readonly state?: string;
}
const page = (ids: string, next: string | null = null) => ({
  items: [...ids].map((id): Row => ({ id })),
  next,
});
const shown = (pages: Pages<Row>): string =>
  pages.pages.flatMap(({ items }) => items.map(({ id }) => id)).join("");

describe("a list of broadcasts read anew at its head", () => {
  const known: Pages<Row> = { pages: [page("fed", "d"), page("cba", "a")], pageParams: [undefined, "d"] };

  it("gains what is new on top and keeps what was read further down", () => {
    const next = withHead(known, page("hgf", "f"));
    expect(shown(next)).toBe("hgfedcba");
    expect(next.pageParams).toEqual([undefined, "d"]);
    expect(next.pages.at(-1)?.next).toBe("a");
  });

  it("takes the newer word on what it knows", () => {
    const next = withHead(known, {
      items: [{ id: "f", state: "settled" }, { id: "e" }, { id: "d" }],
      next: "d",
    });
    expect(next.pages[0]?.items[0]).toEqual({ id: "f", state: "settled" });
    expect(shown(next)).toBe("fedcba");
  });

  it("begins anew where a gap would open, and from nothing", () => {
    expect(shown(withHead(known, page("zyx", "x")))).toBe("zyx");
    expect(shown(withHead(undefined, page("ab")))).toBe("ab");
  });

  it("shows nothing twice when the news reach past the first page", () => {
    expect(shown(withHead(known, page("fedcb", "b")))).toBe("fedcba");
  });
});
