export * from "./dry-run-link";
export * from "./judge-link";
export * from "./link";
export * from "./read-link";
