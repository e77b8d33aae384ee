import { defineConfig } from "drizzle-kit";

/** For `pnpm --filter @dalaba/store migration`: compares the schema with the newest snapshot and writes SQL. */
export default defineConfig({
  dialect: "sqlite",
  schema: "./src/schema/index.ts",
  out: "./migrations",
  casing: "snake_case",
});
