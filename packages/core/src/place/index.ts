export * from "./coordinate-system";
export * from "./distance";
export * from "./place";
