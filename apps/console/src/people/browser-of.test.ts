import { describe, expect, it } from "vitest";
import { browserOf } from "./browser-of";

describe("the browser of a session", () => {
  it("is called what people call it", () => {
    const webkit = "Mozilla/5.0 (X11) AppleWebKit/537.36 (KHTML, like Gecko)";
    expect(browserOf(`${webkit} Chrome/126.0.0.0 Safari/537.36`)).toBe("Chrome 126");
    expect(browserOf(`${webkit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.1`)).toBe("Edge 126");
    expect(browserOf("Mozilla/5.0 (X11; rv:128.0) Gecko/20100101 Firefox/128.0")).toBe("Firefox 128");
    expect(
      browserOf("Mozilla/5.0 (iPhone) AppleWebKit/605 (KHTML) Version/17.4 Mobile/15E148 Safari/604.1"),
    ).toBe("Safari 17");
  });

  it("of a program is its own word, cut short", () => {
    expect(browserOf("dalaba/0.1")).toBe("dalaba/0.1");
    expect(browserOf("x".repeat(100))).toHaveLength(40);
  });
});
