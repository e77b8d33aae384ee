export type Colour = readonly [number, number, number];

/** A picture in memory, RGBA, 8 bits each; what lies outside of it is not painted. */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height * 4).fill(255);
  }

  rect(x: number, y: number, width: number, height: number, colour: Colour): void {
    for (let row = Math.max(0, Math.round(y)); row < Math.min(this.height, Math.round(y + height)); row++)
      for (
        let column = Math.max(0, Math.round(x));
        column < Math.min(this.width, Math.round(x + width));
        column++
      )
        this.put(column, row, colour);
  }

  disc(x: number, y: number, radius: number, colour: Colour, inner = 0): void {
    for (let row = Math.floor(y - radius); row <= y + radius; row++)
      for (let column = Math.floor(x - radius); column <= x + radius; column++) {
        const distance = Math.hypot(column - x, row - y);
        if (distance <= radius && distance >= inner) this.put(column, row, colour);
      }
  }

  line(x0: number, y0: number, x1: number, y1: number, thick: number, colour: Colour): void {
    const steps = Math.ceil(Math.hypot(x1 - x0, y1 - y0)) || 1;
    for (let step = 0; step <= steps; step++)
      this.disc(x0 + ((x1 - x0) * step) / steps, y0 + ((y1 - y0) * step) / steps, thick / 2, colour);
  }

  private put(column: number, row: number, [red, green, blue]: Colour): void {
    if (column < 0 || row < 0 || column >= this.width || row >= this.height) return;
    const at = (row * this.width + column) * 4;
    this.data[at] = red;
    this.data[at + 1] = green;
    this.data[at + 2] = blue;
  }
}
