export * from "./acts";
export * from "./delegation";
export * from "./grant";
export * from "./permit";
export * from "./priority";
