export * from "./audit";
export * from "./broadcast";
export * from "./model";
export * from "./outcome";
export * from "./permission";
export * from "./place";
export * from "./sign-in";
export * from "./town";
