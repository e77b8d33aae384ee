export * from "./acts";
export * from "./grant";
