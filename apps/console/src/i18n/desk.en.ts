import type { desk as zh } from "./desk.zh-CN";
import type { Words } from "./words";

export const desk: Words<typeof zh> = {
  title: "Desk",
};
