import {
  type CoordinateSystem,
  faultAt,
  type Locate,
  nearestTexts,
  type Outcome,
  refuseTown,
  TOWN_VERSION,
  type TownFault,
  type TownFaultCode,
} from "@dalaba/core";
import { CsvError, parse } from "csv-parse/sync";
import { hasPlace, IMPORT_FIELDS, type ImportKind, NUMBER_FIELDS, requiredFields } from "./import-kind";
import type { ReadText } from "./read-yaml";

/** What a spreadsheet kept in Chinese calls the columns; the English names are those of the town file. */
const CHINESE: Readonly<Record<string, string>> = {
  编号: "id",
  名称: "name",
  区域: "site",
  上级: "parent",
  时区: "timeZone",
  类型: "kind",
  纬度: "lat",
  经度: "lon",
  延时: "delayClass",
  音量: "levelDb",
  朝向: "bearing",
  可听距离: "audibleMetres",
  视角: "fieldOfView",
  权重: "weight",
  型号: "hardware",
  分区: "zones",
};

/** Between the zones of one speaker. */
const BETWEEN = /[;；、|\s]+/u;

interface Row {
  readonly cells: readonly string[];
  /** Line of the file where the row begins, from 1. */
  readonly line: number;
}

/**
 * Reads a table with a header line as rows of one kind. Comma, semicolon or tab; quotes as Excel writes them. What is
 * wrong is named with its line in the file and its column in the table, both from 1.
 */
export function readCsv(
  text: string,
  kind: ImportKind,
  coordinates: CoordinateSystem,
): Outcome<ReadText, "town-invalid"> {
  const rows = splitRows(text);
  if (!rows.ok) return rows;
  const [header, ...body] = rows.value;
  if (!header)
    return refuseTown([
      fault("town-column-missing", 1, 1, kind, "the table is empty", "write a header line"),
    ]);
  const columns = header.cells.map((cell) => fieldOf(cell, kind));
  const wrong = [...headerFaults(header, columns, kind), ...longRows(body, columns.length)];
  if (wrong.length > 0) return refuseTown(wrong);
  const items = body.map((row) => itemOf(row, columns as readonly string[], kind));
  return {
    ok: true,
    value: {
      document: { version: TOWN_VERSION, coordinates, [kind]: items },
      locate: locateIn(body, columns as readonly string[]),
    },
  };
}

function splitRows(text: string): Outcome<readonly Row[], "town-invalid"> {
  const first = text.split(/\r?\n/, 1)[0] ?? "";
  const delimiter = [",", ";", "\t"].reduce((a, b) =>
    first.split(b).length > first.split(a).length ? b : a,
  );
  try {
    const parsed = parse(text, {
      delimiter,
      info: true,
      relax_column_count: true,
      trim: true,
    }) as unknown as {
      record: string[];
      info: { lines: number };
    }[];
    const rows = parsed.map(({ record, info }) => ({
      cells: record,
      // `lines` counts to the row's end; a quoted cell may hold line breaks.
      line: info.lines - record.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0),
    }));
    return { ok: true, value: rows.filter(({ cells }) => cells.some((cell) => cell !== "")) };
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === "number" ? error.lines : 1;
    const column = typeof error.index === "number" ? error.index + 1 : 1;
    const cure = 'put a cell that holds a quote in quotes, and write the quote twice: "say ""hello"""';
    return refuseTown([fault("town-csv-quote", line, column, `column ${column}`, error.message, cure)]);
  }
}

function fieldOf(cell: string, kind: ImportKind): string | undefined {
  const named = CHINESE[cell] ?? cell;
  return IMPORT_FIELDS[kind].find((field) => field.toLowerCase() === named.toLowerCase());
}

function headerFaults(header: Row, columns: readonly (string | undefined)[], kind: ImportKind): TownFault[] {
  const faults: TownFault[] = [];
  for (const [index, field] of columns.entries()) {
    const cell = header.cells[index] ?? "";
    if (field === undefined) {
      const nearest = nearestTexts(cell, IMPORT_FIELDS[kind], 3).join(", ");
      const cure = `take it out, or name it one of: ${nearest || IMPORT_FIELDS[kind].join(", ")}`;
      const detail = cell === "" ? "a column without a name" : `unknown column ${JSON.stringify(cell)}`;
      faults.push(fault("town-column-unknown", header.line, index + 1, cell, detail, cure));
    } else if (columns.indexOf(field) < index)
      faults.push(
        fault("town-column-unknown", header.line, index + 1, cell, `${field} is there twice`, "keep one"),
      );
  }
  for (const field of requiredFields(kind))
    if (!columns.includes(field))
      faults.push(
        fault("town-column-missing", header.line, 1, field, `no column ${field}`, `add a column ${field}`),
      );
  return faults;
}

function longRows(rows: readonly Row[], columns: number): TownFault[] {
  return rows
    .filter(({ cells }) => cells.slice(columns).some((cell) => cell !== ""))
    .map(({ cells, line }) =>
      fault(
        "town-row-invalid",
        line,
        columns + 1,
        `column ${columns + 1}`,
        `${cells.length} cells under ${columns} columns`,
        "put a cell that holds the separator in quotes",
      ),
    );
}

function itemOf(row: Row, columns: readonly string[], kind: ImportKind): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const [index, field] of columns.entries()) {
    const cell = row.cells[index] ?? "";
    if (cell === "") continue;
    if (field === "zones") item.zones = cell.split(BETWEEN).filter((zone) => zone !== "");
    // What is no number stays text: the town's own schema says what is wrong with it.
    else item[field] = NUMBER_FIELDS.has(field) && Number.isFinite(Number(cell)) ? Number(cell) : cell;
  }
  if (!hasPlace(kind)) return item;
  const { lat, lon, ...rest } = item;
  return { ...rest, at: [lat, lon] };
}

function locateIn(rows: readonly Row[], columns: readonly string[]): Locate {
  return ([, index, field, part]) => {
    const row = typeof index === "number" ? rows[index] : undefined;
    if (!row) return undefined;
    const name = field === "at" ? (part === 1 ? "lon" : "lat") : field;
    const column = columns.indexOf(String(name));
    if (name !== undefined && column < 0) return undefined;
    return { line: row.line, column: Math.max(column, 0) + 1 };
  };
}

function fault(
  code: TownFaultCode,
  line: number,
  column: number,
  where: string,
  detail: string,
  cure: string,
): TownFault {
  return { ...faultAt(code, [], detail, cure, () => ({ line, column })), where };
}
