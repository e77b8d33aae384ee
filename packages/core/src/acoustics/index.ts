export * from "./air";
export * from "./align";
export * from "./arrival";
export * from "./loudspeaker";
export * from "./overlap";
export * from "./overlap-plans";
export * from "./stagger";
