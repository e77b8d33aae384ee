import { type Refusal, refuse } from "../outcome";
import { type Locate, TOWN_FAULTS_SHOWN, type TownFault, type TownFaultCode, type TownPath } from "./town";

export type TownRefusal = Refusal<"town-invalid">;

/** The refusal of a file: `params.faults` holds the first hundred in reading order, `params.count` how many there are. */
export function refuseTown(faults: readonly TownFault[]): TownRefusal {
  const inOrder = [...faults].sort((a, b) => a.line - b.line || a.column - b.column);
  const first = inOrder[0];
  const place = first === undefined || first.line === 0 ? "" : `line ${first.line}, column ${first.column}: `;
  const more = faults.length > 1 ? ` (and ${faults.length - 1} more)` : "";
  const detail = first === undefined ? "" : `${place}${first.where}: ${first.detail}; ${first.cure}${more}`;
  return refuse("town-invalid", detail, {
    count: faults.length,
    faults: inOrder.slice(0, TOWN_FAULTS_SHOWN),
  });
}

/** A fault at a path of the document; a missing member is placed at the nearest ancestor that exists. */
export function faultAt(
  code: TownFaultCode,
  path: TownPath,
  detail: string,
  cure: string,
  locate: Locate | undefined,
): TownFault {
  let found = locate?.(path);
  for (let depth = path.length - 1; found === undefined && depth >= 0; depth--)
    found = locate?.(path.slice(0, depth));
  return {
    code,
    line: found?.line ?? 0,
    column: found?.column ?? 0,
    where: describePath(path),
    detail,
    cure,
  };
}

export function describePath(path: TownPath): string {
  let text = "";
  for (const step of path) text += typeof step === "number" ? `[${step}]` : text === "" ? step : `.${step}`;
  return text === "" ? "the document" : text;
}
