/*
 * The tables. `...AtMs` are UTC milliseconds, `...Us` microseconds. Columns are snake_case in SQL (the `casing`
 * option, the same in drizzle.config.ts and database.ts). After a change: `pnpm --filter @dalaba/store migration`.
 */
export * from "./broadcasts";
export * from "./clips";
export * from "./incidents";
export * from "./people";
export * from "./programme";
export * from "./state";
export * from "./town";
