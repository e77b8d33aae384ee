import { describe, expect, it } from "vitest";
import { paletteOf } from "./palette";

/** WCAG 2.2: relative luminance and contrast. */
function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one), luminance(other)];
  return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
}

describe.each(["dark", "light"] as const)("the %s map", (theme) => {
  const palette = paletteOf(theme);
  const grounds = [
    palette.land,
    palette.village,
    palette.water,
    palette.orchard,
    palette.square,
    palette.halo,
  ];

  it("shows every state and result at 3:1 or more on whatever lies below, and at 4.5:1 on its halo", () => {
    for (const colour of [...Object.values(palette.state), ...Object.values(palette.result)]) {
      for (const ground of grounds) expect(contrast(colour, ground)).toBeGreaterThanOrEqual(3);
      expect(contrast(colour, palette.halo)).toBeGreaterThanOrEqual(4.5);
    }
  });

  it("writes names at 4.5:1 or more", () => {
    for (const text of [palette.speakerName, palette.villageName, palette.name, palette.waterName]) {
      for (const ground of [palette.halo, palette.land, palette.village]) {
        expect(contrast(text, ground)).toBeGreaterThanOrEqual(4.5);
      }
    }
    expect(contrast(palette.clusterText, palette.cluster)).toBeGreaterThanOrEqual(4.5);
  });
});
