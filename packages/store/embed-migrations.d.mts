/** The text of src/generated/migrations.ts as the folder migrations/ makes it now. */
export function migrationsModule(): string;
