import { type Refusal, refuse } from "../outcome";
import { type Locate, TOWN_ISSUES_SHOWN, type TownIssue, type TownIssueCode, type TownPath } from "./town";

export type TownRefusal = Refusal<"town-invalid">;

/** The refusal of a file: `params.issues` holds the first hundred in reading order, `params.count` how many there are. */
export function refuseTown(issues: readonly TownIssue[]): TownRefusal {
  const inOrder = [...issues].sort(
    (a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0),
  );
  const first = inOrder[0];
  const place = first?.line == null ? "" : `line ${first.line}, column ${first.column ?? 1}: `;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : "";
  const detail = first === undefined ? "" : `${place}${first.where}: ${first.detail}; ${first.cure}${more}`;
  return refuse("town-invalid", detail, {
    count: issues.length,
    issues: inOrder.slice(0, TOWN_ISSUES_SHOWN),
  });
}

/** An issue at a path of the document; a missing member is placed at the nearest ancestor that exists. */
export function issueAt(
  code: TownIssueCode,
  path: TownPath,
  detail: string,
  cure: string,
  locate: Locate | undefined,
): TownIssue {
  let found = locate?.(path);
  for (let depth = path.length - 1; found === undefined && depth >= 0; depth--)
    found = locate?.(path.slice(0, depth));
  return {
    code,
    line: found?.line ?? null,
    column: found?.column ?? null,
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
