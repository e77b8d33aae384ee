import Table from "cli-table3";
import { colours } from "./colours";

const NO_BORDERS = {
  top: "",
  "top-mid": "",
  "top-left": "",
  "top-right": "",
  bottom: "",
  "bottom-mid": "",
  "bottom-left": "",
  "bottom-right": "",
  left: "",
  "left-mid": "",
  mid: "",
  "mid-mid": "",
  right: "",
  "right-mid": "",
  middle: "",
};

export type Cell = string | number;

/**
 * A table without borders; wide characters count double, so that Chinese names stay in line. `empty` is said instead
 * when there is not a row: what to do next.
 */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[], empty: string): string {
  if (rows.length === 0) return empty;
  const view = new Table({
    head: head.map((each) => colours.bold(each)),
    style: { head: [], border: [], compact: true, "padding-left": 0, "padding-right": 2 },
    chars: NO_BORDERS,
  });
  // A line break in a name would tear its row apart.
  view.push(...rows.map((row) => row.map((cell) => String(cell).replace(/[\r\n\t]+/g, " "))));
  return view
    .toString()
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}
