export const desk = {
  title: "值班台",
} as const;
