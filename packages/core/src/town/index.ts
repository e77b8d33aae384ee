export * from "./diff-town";
export * from "./document";
export * from "./faults";
export * from "./plan-town";
export * from "./read-town";
export * from "./town";
export * from "./town-plan";
export * from "./write-town";
