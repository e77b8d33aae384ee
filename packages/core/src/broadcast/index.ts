export * from "./journal";
export * from "./speaker-result";
