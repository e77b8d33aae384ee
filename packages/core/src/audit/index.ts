export * from "./audit-entry";
