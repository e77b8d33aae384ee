import { extended, type Point } from "./lasso";

const SVG = "http://www.w3.org/2000/svg";

/**
 * Draws a loop with mouse, pen or finger over `host`, in its pixels. Escape, a second finger or a lost pointer drop it.
 * @returns takes it away again
 */
export function attachLasso(
  host: HTMLElement,
  isOn: () => boolean,
  done: (loop: readonly Point[], additive: boolean) => void,
): () => void {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "map-lasso");
  drawing.setAttribute("aria-hidden", "true");
  const outline = document.createElementNS(SVG, "polygon");
  drawing.append(outline);
  let loop: readonly Point[] = [];
  let pointer: number | null = null;

  const drop = () => {
    pointer = null;
    loop = [];
    drawing.remove();
  };
  const pointOf = (event: PointerEvent): Point => {
    const { left, top } = host.getBoundingClientRect();
    return { x: event.clientX - left - host.clientLeft, y: event.clientY - top - host.clientTop };
  };
  const extend = (event: PointerEvent) => {
    for (const each of event.getCoalescedEvents?.() ?? []) loop = extended(loop, pointOf(each));
    loop = extended(loop, pointOf(event));
    outline.setAttribute("points", loop.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" "));
  };
  const down = (event: PointerEvent) => {
    if (!isOn() || event.button !== 0) return;
    if (pointer !== null) return drop();
    pointer = event.pointerId;
    host.setPointerCapture(pointer);
    loop = [pointOf(event)];
    outline.setAttribute("points", "");
    host.append(drawing);
  };
  const move = (event: PointerEvent) => {
    if (event.pointerId === pointer) extend(event);
  };
  const up = (event: PointerEvent) => {
    if (event.pointerId !== pointer) return;
    extend(event);
    const finished = loop;
    drop();
    if (finished.length >= 3) done(finished, event.shiftKey || event.ctrlKey || event.metaKey);
  };
  const key = (event: KeyboardEvent) => {
    if (event.key === "Escape" && pointer !== null) drop();
  };
  host.addEventListener("pointerdown", down);
  host.addEventListener("pointermove", move);
  host.addEventListener("pointerup", up);
  host.addEventListener("pointercancel", drop);
  window.addEventListener("keydown", key);
  return () => {
    drop();
    host.removeEventListener("pointerdown", down);
    host.removeEventListener("pointermove", move);
    host.removeEventListener("pointerup", up);
    host.removeEventListener("pointercancel", drop);
    window.removeEventListener("keydown", key);
  };
}
