import type { CliFailure } from "./cli-failure";
import type { Colours } from "./colours";

/** How many entries of one list are told before the rest is only counted. */
const SHOWN = 20;

/** What a person reads of a failure: what, the particulars, and the next command to try. */
export function failureText(failure: CliFailure, colours: Colours): string {
  const told = Object.entries(failure.params).flatMap(([name, value]) => particulars(name, value, failure));
  return [
    `${colours.red(failure.code)}: ${failure.message}`,
    ...told.map((line) => `  ${line}`),
    `${colours.dim("next:")} ${nextText(failure)}`,
  ].join("\n");
}

/** `params.x` of a controller's advice means nothing in a terminal: a value is put there, a list stands above. */
function nextText({ next, params }: CliFailure): string {
  return next.replace(/params\.(\w+)/g, (_, name: string) => {
    const value = params[name];
    return typeof value === "number" || typeof value === "string" ? String(value) : `${name} above`;
  });
}

function particulars(name: string, value: unknown, { message, next }: CliFailure): string[] {
  if (Array.isArray(value)) return message.includes(value.join(", ")) ? [] : listed(name, value);
  if (value === null || typeof value === "object" || value === "") return [];
  // What the sentence says already is not said twice.
  const text = String(value);
  return message.includes(text) || next.includes(`params.${name}`) ? [] : [`${name}: ${text}`];
}

function listed(name: string, values: readonly unknown[]): string[] {
  if (values.length === 0) return [];
  const { shown, more } = firstOf(values);
  if (shown.every((each) => typeof each !== "object")) return [`${name}: ${[...shown, ...more].join(", ")}`];
  return [...shown.map(entryText), ...more];
}

function firstOf(values: readonly unknown[]): {
  readonly shown: readonly unknown[];
  readonly more: readonly string[];
} {
  const more = values.length > SHOWN ? [`... and ${values.length - SHOWN} more`] : [];
  return { shown: values.slice(0, SHOWN), more };
}

/** What stands within an entry: a list is counted after its first twenty, and whatever has a name is called by it. */
function innerText(value: unknown): string {
  if (Array.isArray(value)) {
    const { shown, more } = firstOf(value);
    return [...shown.map(innerText), ...more].join(", ");
  }
  if (value === null || typeof value !== "object") return String(value);
  return "name" in value ? String(value.name) : `(${entryText(value)})`;
}

/** A fault of a town file, an issue of a request, or any other entry: its place first, its cure last. */
function entryText(entry: unknown): string {
  const { line, column, where, path, code, detail, message, cure, ...rest } = (entry ?? {}) as Record<
    string,
    unknown
  >;
  const at = line === undefined ? "" : `line ${line}${column === undefined ? "" : `, column ${column}`}: `;
  const what = [where, Array.isArray(path) ? path.join(".") : path, detail ?? message ?? code]
    .filter((each) => each !== undefined && each !== "")
    .join(": ");
  const others = Object.entries(rest).map(([key, value]) => `${key} ${innerText(value)}`);
  return `${at}${[what, ...others].filter((each) => each !== "").join(", ")}${cure ? `; ${cure}` : ""}`;
}
