import { type KeyboardEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useWindow } from "./use-window";

const HEAD_PX = 36;

export interface RowOrder<C extends string> {
  readonly by: C;
  readonly down: boolean;
}

export interface RowGridProps<T, C extends string> {
  readonly label: string;
  /** Lays out the columns of the head and of each row. */
  readonly className: string;
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly rowPx: number;
  readonly columns: readonly { readonly id: C; readonly title: string }[];
  readonly cell: (row: T, column: C) => ReactNode;
  readonly order: RowOrder<C>;
  readonly onOrder: (order: RowOrder<C>) => void;
  readonly selected?: ReadonlySet<string>;
  readonly onSelect?: (keys: ReadonlySet<string>) => void;
  readonly onOpen?: (row: T) => void;
}

/** A table of any length: sorted by its heads, walked with the arrow keys, drawn only where it is looked at. */
export function RowGrid<T, C extends string>(props: RowGridProps<T, C>) {
  const { rows, keyOf, rowPx, columns, selected, onSelect } = props;
  const { t } = useTranslation();
  const rowWindow = useWindow(rows.length, rowPx, HEAD_PX);
  const [active, setActive] = useState(0);
  const move = useRef(false);
  const { ref, from, to } = rowWindow;

  useEffect(() => {
    if (!move.current) return;
    move.current = false;
    ref.current?.querySelector<HTMLElement>(`[data-row="${active}"]`)?.focus({ preventScroll: true });
  });

  const toggle = (row: T): void => {
    const next = new Set(selected);
    if (!next.delete(keyOf(row))) next.add(keyOf(row));
    onSelect?.(next);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const at = (event.target as HTMLElement).dataset.row;
    if (at === undefined) return;
    const row = rows[Number(at)];
    const goal = goalOf(event.key, Number(at), rowWindow.page, rows.length);
    if (goal !== null) {
      rowWindow.show(goal);
      move.current = true;
      setActive(goal);
    } else if (event.key === " " && onSelect && row !== undefined) toggle(row);
    else if (event.key === "Enter" && props.onOpen && row !== undefined) props.onOpen(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // Scrolled away from the active row, the keyboard comes in at the first one in sight.
  const entry = active >= from && active < to ? active : from;
  const all = onSelect !== undefined && rows.length > 0 && rows.every((row) => selected?.has(keyOf(row)));
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand, which a table's own layout does not take
    <div
      ref={ref}
      role="grid"
      aria-label={props.label}
      aria-rowcount={rows.length + 1}
      aria-multiselectable={onSelect !== undefined}
      className={`kit-grid ${props.className}`}
      onKeyDown={onKeyDown}
      tabIndex={-1}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      {/* biome-ignore lint/a11y/useFocusableInteractive: its buttons take the focus */}
      <div role="row" aria-rowindex={1} className="kit-grid-row kit-grid-head" style={{ height: HEAD_PX }}>
        {onSelect ? (
          // biome-ignore lint/a11y/useFocusableInteractive: its box takes the focus
          // biome-ignore lint/a11y/useSemanticElements: see above
          <div role="columnheader" className="kit-grid-pick">
            <input
              type="checkbox"
              aria-label={t("common.all")}
              checked={all}
              onChange={() => onSelect(all ? new Set() : new Set(rows.map(keyOf)))}
            />
          </div>
        ) : null}
        {columns.map(({ id, title }) => (
          <ColumnHead key={id} title={title} id={id} order={props.order} onOrder={props.onOrder} />
        ))}
      </div>
      {/* biome-ignore lint/a11y/useSemanticElements: see above */}
      <div role="rowgroup" className="kit-grid-body" style={{ height: rows.length * rowPx }}>
        {rows.slice(from, to).map((row, offset) => {
          const index = from + offset;
          const key = keyOf(row);
          const chosen = selected?.has(key) ?? false;
          return (
            // biome-ignore lint/a11y/useSemanticElements: see above
            <div
              key={key}
              role="row"
              aria-rowindex={index + 2}
              {...(onSelect ? { "aria-selected": chosen } : {})}
              data-row={index}
              tabIndex={index === entry ? 0 : -1}
              className={`kit-grid-row ${chosen ? "chosen" : ""}`}
              style={{ height: rowPx, transform: `translateY(${index * rowPx}px)` }}
              onFocus={() => setActive(index)}
            >
              {onSelect ? (
                // biome-ignore lint/a11y/useFocusableInteractive: the row takes the focus, and Space ticks it
                // biome-ignore lint/a11y/useSemanticElements: see above
                <div role="gridcell" className="kit-grid-pick">
                  <input
                    type="checkbox"
                    tabIndex={-1}
                    aria-label={key}
                    checked={chosen}
                    onChange={() => toggle(row)}
                  />
                </div>
              ) : null}
              {columns.map(({ id }) => (
                // biome-ignore lint/a11y/useFocusableInteractive: the row takes the focus
                // biome-ignore lint/a11y/useSemanticElements: see above
                <div key={id} role="gridcell" className={`kit-grid-cell ${id}`}>
                  {props.cell(row, id)}
                </div>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

interface ColumnHeadProps<C extends string> {
  readonly id: C;
  readonly title: string;
  readonly order: RowOrder<C>;
  readonly onOrder: (order: RowOrder<C>) => void;
}

function ColumnHead<C extends string>({ id, title, order, onOrder }: ColumnHeadProps<C>) {
  const here = order.by === id;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: its button takes the focus
    // biome-ignore lint/a11y/useSemanticElements: rows are placed by hand, which a table's own layout does not take
    <div
      role="columnheader"
      className={`kit-grid-cell ${id}`}
      aria-sort={here ? (order.down ? "descending" : "ascending") : "none"}
    >
      <button type="button" onClick={() => onOrder({ by: id, down: here && !order.down })}>
        {title}
        <span aria-hidden="true">{here ? (order.down ? " ▾" : " ▴") : ""}</span>
      </button>
    </div>
  );
}

function goalOf(key: string, at: number, page: number, count: number): number | null {
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at - 1,
    PageDown: at + page,
    PageUp: at - page,
    Home: 0,
    End: count - 1,
  };
  const goal = steps[key];
  return goal === undefined ? null : Math.min(Math.max(goal, 0), count - 1);
}
