import { type KeyboardEvent, type ReactNode, useCallback, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { GridRow } from "./grid-row";
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
  /** The same array and the same function each time: a row is drawn anew when they change. */
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
  const { ref, from, to } = rowWindow;
  const id = useId();
  // The grid keeps the focus and names the row it is at: rows come and go as it scrolls, and the focus with them would.
  const [at, setAt] = useState(0);
  const active = Math.min(at, rows.length - 1);
  // Keys come faster than renderings.
  const newest = useRef(active);
  newest.current = active;
  const moveTo = useCallback((index: number): void => {
    newest.current = index;
    setAt(index);
  }, []);
  const latest = useRef(props);
  latest.current = props;
  const toggle = useCallback((row: T): void => {
    const { selected: chosen, keyOf: nameOf, onSelect: choose } = latest.current;
    const next = new Set(chosen);
    if (!next.delete(nameOf(row))) next.add(nameOf(row));
    choose?.(next);
  }, []);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.target !== event.currentTarget || event.ctrlKey || event.metaKey || event.altKey) return;
    const row = rows[newest.current];
    const goal = goalOf(event.key, newest.current, rowWindow.page, rows.length);
    if (goal !== null) {
      rowWindow.show(goal);
      moveTo(goal);
    } else if (event.key === " " && onSelect && row !== undefined) toggle(row);
    else if (event.key === "Enter" && props.onOpen && row !== undefined) props.onOpen(row);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // What the grid names must be there, also while it is scrolled out of sight.
  const drawn = Array.from({ length: Math.max(0, to - from) }, (_, offset) => from + offset);
  if (active >= 0 && (active < from || active >= to)) drawn.push(active);
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
      aria-activedescendant={active < 0 ? undefined : `${id}-${active}`}
      onKeyDown={onKeyDown}
      tabIndex={0}
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
        {drawn.map((index) => {
          const row = rows[index] as T;
          const key = keyOf(row);
          return (
            <GridRow
              key={key}
              id={`${id}-${index}`}
              name={key}
              row={row}
              index={index}
              rowPx={rowPx}
              columns={columns}
              cell={props.cell}
              chosen={onSelect ? (selected?.has(key) ?? false) : undefined}
              active={index === active}
              onToggle={toggle}
              onActive={moveTo}
            />
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
