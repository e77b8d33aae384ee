import { type RefObject, useEffect, useRef, useState } from "react";

/** Rows drawn beyond either edge: what a quick scroll shows before the next rendering. */
const SPARE = 8;

export interface RowWindow {
  readonly ref: RefObject<HTMLDivElement | null>;
  /** The first row drawn, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Rows that are in sight at once. */
  readonly page: number;
  /** Brings a row into sight. */
  readonly show: (index: number) => void;
}

/**
 * Which of many rows of one height are in sight, so that a list of thousands costs no more than a screenful.
 * `rowPx`: height of a row, px; `headPx`: of what stays above them.
 */
export function useWindow(count: number, rowPx: number, headPx: number): RowWindow {
  const ref = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState({ first: 0, seen: 30 });
  useEffect(() => {
    const scroller = ref.current;
    if (!scroller) return;
    const look = (): void => {
      const first = Math.floor(scroller.scrollTop / rowPx);
      const seen = Math.ceil(scroller.clientHeight / rowPx) + 1;
      setAt((now) => (now.first === first && now.seen === seen ? now : { first, seen }));
    };
    look();
    scroller.addEventListener("scroll", look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(scroller);
    return () => {
      scroller.removeEventListener("scroll", look);
      sizes.disconnect();
    };
  }, [rowPx]);
  const first = Math.min(at.first, Math.max(0, count - 1));
  return {
    ref,
    from: Math.max(0, first - SPARE),
    to: Math.min(count, first + at.seen + SPARE),
    page: Math.max(1, at.seen - 2),
    show: (index) => {
      const scroller = ref.current;
      if (!scroller) return;
      const top = index * rowPx;
      const sight = scroller.clientHeight - headPx;
      if (top < scroller.scrollTop) scroller.scrollTop = top;
      else if (top + rowPx > scroller.scrollTop + sight) scroller.scrollTop = top + rowPx - sight;
    },
  };
}
