import { memo, type ReactNode } from "react";

export interface GridRowProps<T, C extends string> {
  readonly id: string;
  readonly row: T;
  readonly name: string;
  readonly index: number;
  readonly rowPx: number;
  readonly columns: readonly { readonly id: C; readonly title: string }[];
  readonly cell: (row: T, column: C) => ReactNode;
  /** Undefined: nothing is chosen in this list. */
  readonly chosen: boolean | undefined;
  readonly active: boolean;
  readonly onToggle: (row: T) => void;
  readonly onActive: (index: number) => void;
}

function Row<T, C extends string>(props: GridRowProps<T, C>) {
  const { row, index, rowPx, chosen, onToggle } = props;
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand, which a table's own layout does not take
    // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      {...(chosen === undefined ? {} : { "aria-selected": chosen })}
      id={props.id}
      data-row={index}
      className={`kit-grid-row ${chosen ? "chosen" : ""} ${props.active ? "active" : ""}`}
      style={{ height: rowPx, transform: `translateY(${index * rowPx}px)` }}
      onPointerDown={() => props.onActive(index)}
    >
      {chosen === undefined ? null : (
        // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus, and Space ticks it
        // biome-ignore lint/a11y/useSemanticElements: see above
        <div role="gridcell" className="kit-grid-pick">
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={props.name}
            checked={chosen}
            onChange={() => onToggle(row)}
          />
        </div>
      )}
      {props.columns.map(({ id }) => (
        // biome-ignore lint/a11y/useFocusableInteractive: the grid takes the focus
        // biome-ignore lint/a11y/useSemanticElements: see above
        <div key={id} role="gridcell" className={`kit-grid-cell ${id}`}>
          {props.cell(row, id)}
        </div>
      ))}
    </div>
  );
}

/** One row: drawn anew only when something of it changed, not whenever the list scrolls. */
export const GridRow = memo(Row) as typeof Row;
