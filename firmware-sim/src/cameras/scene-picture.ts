import jpeg from "jpeg-js";
import { Canvas, type Colour } from "./canvas";
import { type Figure, type Scene, sceneAt } from "./scene";

export const PICTURE = { width: 480, height: 270 } as const;
const QUALITY = 70;

const SKY: Colour = [60, 72, 96];
const WALL: Colour = [112, 104, 96];
const WINDOW: Colour = [226, 196, 120];
const GROUND: Colour = [86, 90, 92];
const LINE: Colour = [150, 150, 140];
const COAT: Colour = [40, 46, 58];
const SKIN: Colour = [214, 178, 150];
const STEEL: Colour = [30, 110, 150];
const CAR: Colour = [168, 52, 48];
const POST: Colour = [36, 140, 92];
const LAMP: Colour = [250, 236, 190];

/** What the camera sees now, as JPEG. A lamp blinks each second, so that a picture that stands still is seen to. */
export function scenePicture(scene: Scene | undefined, nowMs: number): Uint8Array {
  const canvas = new Canvas(PICTURE.width, PICTURE.height);
  place(canvas, nowMs);
  for (const figure of scene === undefined ? [] : sceneAt(scene, nowMs).figures) paint(canvas, figure, nowMs);
  return jpeg.encode({ data: canvas.data, width: canvas.width, height: canvas.height }, QUALITY).data;
}

function place(canvas: Canvas, nowMs: number): void {
  const { width, height } = canvas;
  canvas.rect(0, 0, width, height * 0.45, SKY);
  canvas.rect(0, height * 0.45, width, height * 0.55, GROUND);
  for (let house = 0; house < 4; house++) {
    const left = house * 130 - 20;
    const top = 40 + (house % 2) * 18;
    canvas.rect(left, top, 110, height * 0.45 - top, WALL);
    for (let pane = 0; pane < 6; pane++)
      canvas.rect(left + 14 + (pane % 3) * 32, top + 14 + Math.floor(pane / 3) * 32, 16, 16, WINDOW);
  }
  for (let dash = 0; dash < 8; dash++) canvas.rect(dash * 64 + 8, height * 0.9, 34, 4, LINE);
  canvas.rect(428, 70, 5, 76, COAT);
  canvas.disc(430, 68, 7, Math.floor(nowMs / 1_000) % 2 === 0 ? LAMP : WALL);
}

function paint(canvas: Canvas, { kind, x: partX, y: partY, lies, hurries }: Figure, nowMs: number): void {
  const [x, y] = [partX * canvas.width, partY * canvas.height];
  switch (kind) {
    case "person": {
      const stride = hurries ? Math.sin(nowMs / 70) * 9 : Math.sin(nowMs / 260) * 4;
      canvas.line(x, y - 22, x + stride, y, 5, COAT);
      canvas.line(x, y - 22, x - stride, y, 5, COAT);
      canvas.rect(x - 7, y - 46, 14, 26, COAT);
      canvas.line(x + 6, y - 42, x + 12 + stride / 2, y - 26, 4, COAT);
      canvas.disc(x, y - 52, 6, SKIN);
      return;
    }
    case "bicycle": {
      const lift = lies ? 4 : 12;
      for (const wheel of [-16, 16]) canvas.disc(x + wheel, y - lift, lies ? 5 : 12, STEEL, lies ? 3 : 9);
      canvas.line(x - 16, y - lift, x, y - lift - (lies ? 3 : 14), 3, STEEL);
      canvas.line(x + 16, y - lift, x, y - lift - (lies ? 3 : 14), 3, STEEL);
      if (!lies) canvas.line(x + 12, y - 30, x + 18, y - 30, 3, STEEL);
      return;
    }
    case "car":
      canvas.rect(x - 46, y - 26, 92, 22, CAR);
      canvas.rect(x - 26, y - 42, 50, 18, CAR);
      canvas.rect(x - 20, y - 39, 38, 12, SKY);
      for (const wheel of [-28, 28]) canvas.disc(x + wheel, y - 4, 9, COAT);
      return;
    case "post":
      canvas.rect(x - 5, y - 56, 10, 56, POST);
      canvas.disc(x, y - 60, 8, CAR);
      return;
  }
}
