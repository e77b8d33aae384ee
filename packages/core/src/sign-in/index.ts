export * from "./sign-in-step";
