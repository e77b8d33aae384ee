export * from "./audit-entry";
export * from "./hash-chain";
