import { InvalidArgumentError } from "commander";
import { instantOf } from "./times";

/** What options take, checked while the command line is read: before a file is opened or anything is asked for. */

/** A whole number; anything else is a usage failure that states the range. */
export function whole(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It is a whole number, ${min} to ${max}.`);
  };
}

/** A decimal number. */
export function decimal(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`It is a number, ${min} to ${max}.`);
  };
}

export interface LatLon {
  readonly lat: number;
  readonly lon: number;
}

/** WGS-84 degrees. */
export function latLon(text: string): LatLon {
  const [, first = "", second = ""] =
    /^\s*([+-]?\d+(?:\.\d+)?)\s*[,，]\s*([+-]?\d+(?:\.\d+)?)\s*$/.exec(text) ?? [];
  const place = { lat: Number(first || Number.NaN), lon: Number(second || Number.NaN) };
  if (Math.abs(place.lat) <= 90 && Math.abs(place.lon) <= 180) return place;
  throw new InvalidArgumentError("It is LAT,LON in decimal degrees, such as 23.0312,113.4721.");
}

/** UTC ms. */
export function instant(text: string): number {
  const atMs = instantOf(text, Date.now());
  if (atMs !== undefined) return atMs;
  throw new InvalidArgumentError(
    "It is 90m, 24h or 7d (ago), or a date such as 2026-05-01 or 2026-05-01T08:00.",
  );
}

/** For an option that may be given several times. */
export function collect(value: string, before: readonly string[] | undefined): string[] {
  return [...(before ?? []), value];
}

/** The same, of what is in a list. */
export function collectOf<T extends string>(choices: readonly T[]) {
  return (value: string, before: readonly T[] | undefined): T[] => {
    const found = choices.find((each) => each === value);
    if (found === undefined) throw new InvalidArgumentError(`It is one of ${choices.join(", ")}.`);
    return [...(before ?? []), found];
  };
}
