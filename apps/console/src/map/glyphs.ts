import type { MapSpeakerResult, MapSpeakerState } from "./map-types";
import type { MapPalette } from "./palette";

type Pen = CanvasRenderingContext2D;

const TURN = 2 * Math.PI;

/**
 * One shape per state, told apart without any colour. Centred on 0,0; `r` is its radius in pixels. Each is traced
 * twice: once broad in the halo's colour, once in its own.
 */
const shapes: Readonly<Record<MapSpeakerState, (pen: Pen, r: number) => void>> = {
  /** A horn with two waves. */
  sounding(pen, r) {
    pen.beginPath();
    pen.moveTo(-r, -0.4 * r);
    pen.lineTo(-0.5 * r, -0.4 * r);
    pen.lineTo(0.1 * r, -r);
    pen.lineTo(0.1 * r, r);
    pen.lineTo(-0.5 * r, 0.4 * r);
    pen.lineTo(-r, 0.4 * r);
    pen.closePath();
    pen.fill();
    pen.stroke();
    for (const wave of [0.5, 1]) {
      pen.beginPath();
      pen.arc(0.25 * r, 0, wave * r, -0.9, 0.9);
      pen.stroke();
    }
  },
  /** A full disc. */
  online(pen, r) {
    pen.beginPath();
    pen.arc(0, 0, 0.82 * r, 0, TURN);
    pen.fill();
    pen.stroke();
  },
  /** A hollow ring with a cross. */
  offline(pen, r) {
    ring(pen, 0.95 * r);
    const arm = 0.45 * r;
    line(pen, -arm, -arm, arm, arm);
    line(pen, -arm, arm, arm, -arm);
  },
  /** A hollow square with a slash. */
  disabled(pen, r) {
    const side = 0.82 * r;
    pen.strokeRect(-side, -side, 2 * side, 2 * side);
    line(pen, -side, side, side, -side);
  },
  /** A dashed ring around a point. */
  unknown(pen, r) {
    const dash = (TURN * r) / 12;
    pen.setLineDash([dash, dash]);
    ring(pen, 0.95 * r);
    pen.setLineDash([]);
    pen.beginPath();
    pen.arc(0, 0, 0.25 * r, 0, TURN);
    pen.fill();
  },
};

const results: Readonly<Record<MapSpeakerResult, (pen: Pen, r: number) => void>> = {
  /** A check. */
  played(pen, r) {
    pen.beginPath();
    pen.moveTo(-0.5 * r, 0.05 * r);
    pen.lineTo(-0.12 * r, 0.42 * r);
    pen.lineTo(0.55 * r, -0.4 * r);
    pen.stroke();
    ring(pen, r);
  },
  /** A disc that is half full. */
  partial(pen, r) {
    ring(pen, r);
    pen.beginPath();
    pen.arc(0, 0, 0.72 * r, Math.PI / 2, 1.5 * Math.PI);
    pen.closePath();
    pen.fill();
  },
  /** A cross and nothing around it. */
  failed(pen, r) {
    const arm = 0.8 * r;
    line(pen, -arm, -arm, arm, arm);
    line(pen, -arm, arm, arm, -arm);
  },
  /** Three points. */
  waiting(pen, r) {
    for (const x of [-0.7, 0, 0.7]) {
      pen.beginPath();
      pen.arc(x * r, 0, 0.18 * r, 0, TURN);
      pen.fill();
      pen.stroke();
    }
  },
};

function ring(pen: Pen, r: number): void {
  pen.beginPath();
  pen.arc(0, 0, r, 0, TURN);
  pen.stroke();
}

function line(pen: Pen, x1: number, y1: number, x2: number, y2: number): void {
  pen.beginPath();
  pen.moveTo(x1, y1);
  pen.lineTo(x2, y2);
  pen.stroke();
}

/** Draws a state or, where there is one, a result; `pen` is already at its centre. */
export function drawGlyph(
  pen: Pen,
  palette: MapPalette,
  r: number,
  state: MapSpeakerState,
  result?: MapSpeakerResult,
): void {
  const shape = result ? results[result] : shapes[state];
  const colour = result ? palette.result[result] : palette.state[state];
  const thick = Math.max(1.5, r / 4.5);
  pen.lineCap = "round";
  pen.lineJoin = "round";
  if (state !== "sounding" || result) {
    pen.fillStyle = palette.halo;
    pen.beginPath();
    pen.arc(0, 0, r + thick / 2, 0, TURN);
    pen.fill();
  }
  pen.fillStyle = palette.halo;
  pen.strokeStyle = palette.halo;
  pen.lineWidth = thick + 3;
  shape(pen, r);
  pen.fillStyle = colour;
  pen.strokeStyle = colour;
  pen.lineWidth = state === "online" && !result ? 1 : thick;
  shape(pen, r);
}

/** The double ring around who is selected. */
export function drawSelection(pen: Pen, palette: MapPalette, r: number): void {
  pen.strokeStyle = palette.halo;
  pen.lineWidth = 6.5;
  ring(pen, r + 4.5);
  pen.strokeStyle = palette.selectedInner;
  pen.lineWidth = 2;
  ring(pen, r + 2.8);
  pen.strokeStyle = palette.selected;
  pen.lineWidth = 1.8;
  ring(pen, r + 5.8);
}
