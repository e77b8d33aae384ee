export * from "./camera";
export * from "./ids";
export * from "./room";
export * from "./site";
export * from "./site-tree";
export * from "./speaker";
export * from "./time-zone";
export * from "./zone";
