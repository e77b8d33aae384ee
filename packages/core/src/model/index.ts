export * from "./camera";
export * from "./ids";
export * from "./room";
export * from "./site";
export * from "./speaker";
export * from "./zone";
