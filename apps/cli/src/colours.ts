import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;

/** Whether this stream is a terminal that wants colours (https://no-color.org). */
export function wantsColour(stream: { readonly isTTY?: boolean }): boolean {
  return stream.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== "dumb";
}

/** Of what goes to stdout: without a terminal there is not one escape sequence in it. */
export const colours: Colours = pc.createColors(wantsColour(process.stdout));
