/** What stands on a key, from its `KeyboardEvent.code`: `KeyT` → `T`, `F13` → `F13`, `ControlRight` → `Ctrl (R)`. */
export function keyName(code: string): string {
  const plain = /^(?:Key|Digit)(\w)$/.exec(code)?.[1];
  if (plain) return plain;
  const side = /^(Control|Alt|Shift|Meta)(Left|Right)$/.exec(code);
  if (side) return `${side[1] === "Control" ? "Ctrl" : side[1]} (${side[2]?.[0]})`;
  return code.replace(/^Numpad/, "Num ");
}
