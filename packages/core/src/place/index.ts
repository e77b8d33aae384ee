export * from "./bearing";
export * from "./coordinate-system";
export * from "./distance";
export * from "./geo-json";
export * from "./ground-plane";
export * from "./place";
