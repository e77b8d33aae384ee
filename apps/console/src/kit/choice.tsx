import type { ReactNode } from "react";
import { Switch as AriaSwitch, Checkbox, ToggleButton, ToggleButtonGroup } from "react-aria-components";

export interface ToggleProps {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

export function Switch({ on, onChange, disabled = false, children }: ToggleProps) {
  return (
    <AriaSwitch className="kit-switch" isSelected={on} onChange={onChange} isDisabled={disabled}>
      <span className="kit-switch-track" aria-hidden="true" />
      {children}
    </AriaSwitch>
  );
}

export function Check({ on, onChange, disabled = false, children }: ToggleProps) {
  return (
    <Checkbox className="kit-check" isSelected={on} onChange={onChange} isDisabled={disabled}>
      {({ isSelected }) => (
        <>
          <span className="kit-check-box" aria-hidden="true">
            {isSelected ? "✓" : ""}
          </span>
          {children}
        </>
      )}
    </Checkbox>
  );
}

export interface SegmentsProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

/** One of a few, all of them in sight. */
export function Segments<T extends string>({ label, value, options, onChange }: SegmentsProps<T>) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      className="kit-segments"
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [first] = keys;
        if (first !== undefined) onChange(first as T);
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.value} id={option.value} className="kit-segment">
          {option.label}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}

export interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
  readonly hideLabel?: boolean;
}

/** The browser's own list box: it knows phones, keyboards and screen readers better than any of ours would. */
export function Select<T extends string>({
  label,
  value,
  options,
  onChange,
  hideLabel = false,
}: SelectProps<T>) {
  return (
    <label className="kit-field kit-select">
      <span className={hideLabel ? "unseen" : "kit-label"}>{label}</span>
      <select value={value} onChange={(event) => onChange(event.target.value as T)}>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </label>
  );
}
