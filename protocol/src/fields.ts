import type { JsonObject, JsonValue } from "./strict-json";

/** Reads members of an untrusted JSON object; the first wrong one is kept as the reason. Unknown members are ignored. */
export class Fields {
  problem: string | undefined;
  private readonly body: JsonObject;
  constructor(body: JsonObject) {
    this.body = body;
  }

  private wrong<T>(name: string, want: string, fallback: T): T {
    this.problem ??= `${name}: expected ${want}`;
    return fallback;
  }

  has(name: string): boolean {
    return this.body[name] !== undefined && this.body[name] !== null;
  }

  int(name: string, min: number, max: number): number {
    const value = this.body[name];
    return typeof value === "number" && value >= min && value <= max
      ? value
      : this.wrong(name, `an integer ${min} to ${max}`, min);
  }

  intOr(name: string, min: number, max: number, absent: number): number {
    return this.has(name) ? this.int(name, min, max) : absent;
  }

  text(name: string, shape: RegExp): string {
    const value = this.body[name];
    return typeof value === "string" && shape.test(value)
      ? value
      : this.wrong(name, `text like ${shape.source}`, "");
  }

  textOr(name: string, shape: RegExp, absent: string): string {
    return this.has(name) ? this.text(name, shape) : absent;
  }

  flag(name: string, absent: boolean): boolean {
    if (!this.has(name)) return absent;
    const value = this.body[name];
    return typeof value === "boolean" ? value : this.wrong(name, "true or false", absent);
  }

  oneOf<T extends string>(name: string, values: readonly T[]): T {
    const value = this.body[name];
    return values.includes(value as T)
      ? (value as T)
      : this.wrong(name, `one of ${values.join(" ")}`, values[0] as T);
  }

  texts(name: string, shape: RegExp, most: number): string[] {
    const value: JsonValue | undefined = this.body[name];
    if (value === undefined || value === null) return [];
    if (
      !Array.isArray(value) ||
      value.length > most ||
      !value.every((item) => typeof item === "string" && shape.test(item))
    )
      return this.wrong(name, `at most ${most} texts like ${shape.source}`, []);
    return value as string[];
  }

  objects(name: string, most: number): JsonObject[] {
    const value = this.body[name];
    if (
      !Array.isArray(value) ||
      value.length > most ||
      !value.every((item) => item !== null && typeof item === "object" && !Array.isArray(item))
    )
      return this.wrong(name, `at most ${most} objects`, []);
    return value as JsonObject[];
  }

  /** Reads an object's members; the first wrong one is this body's problem. */
  inside<T>(name: string, read: (fields: Fields) => T): T {
    const fields = this.object(name);
    const value = read(fields);
    this.problem ??= fields.problem;
    return value;
  }

  /** Each of a list's objects by its reader. */
  each<T>(name: string, most: number, read: (fields: Fields) => T): T[] {
    return this.objects(name, most).map((item) => {
      const fields = new Fields(item);
      const value = read(fields);
      this.problem ??= fields.problem;
      return value;
    });
  }

  object(name: string): Fields {
    const value = this.body[name];
    if (value === null || typeof value !== "object" || Array.isArray(value))
      return new Fields(this.wrong(name, "an object", {}));
    return new Fields(value);
  }
}
