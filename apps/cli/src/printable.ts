const SGR = "\\u001b\\[[0-9;]*m";
const CONTROL = "[\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f]";
const PLAIN = new RegExp(CONTROL, "g");
const COLOURED = new RegExp(`(${SGR})|${CONTROL}`, "g");

/**
 * Names and reasons were typed by others: what could move a cursor or change a title is left out, so that no name
 * of a speaker can act on the terminal of whoever lists it. Colours stay where they are wanted.
 */
export function printable(text: string, coloured: boolean): string {
  return coloured
    ? text.replace(COLOURED, (_, sgr: string | undefined) => sgr ?? "")
    : text.replace(PLAIN, "");
}
