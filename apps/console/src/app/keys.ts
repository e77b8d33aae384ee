/** The keys of the desk, in the order of the sheet. `Space` can be another key: see Settings. */
export const KEYS = [
  { keys: ["Space"], does: "talk" },
  { keys: ["Esc", "Esc"], does: "stop" },
  { keys: ["/"], does: "search" },
  { keys: ["A"], does: "all" },
  { keys: ["Backspace"], does: "clear" },
  { keys: ["L"], does: "lasso" },
  { keys: ["E"], does: "pick" },
  { keys: ["S"], does: "stopAir" },
  { keys: ["K"], does: "take" },
  { keys: ["F"], does: "falseAlarm" },
  { keys: ["1", "6"], does: "line" },
  { keys: ["?"], does: "help" },
] as const;
