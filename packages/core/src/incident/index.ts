export * from "./incident";
export * from "./incident-step";
