import { FieldError, Input, Label, Text, TextField, type TextFieldProps } from "react-aria-components";

export interface FieldProps extends Omit<TextFieldProps, "className" | "children"> {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly placeholder?: string;
}

/** One line of text with its label, its hint and what is wrong with it. */
export function Field({ label, hint, error, placeholder, ...rest }: FieldProps) {
  return (
    <TextField {...rest} className="kit-field" isInvalid={error !== undefined}>
      <Label>{label}</Label>
      <Input className="kit-input" {...(placeholder === undefined ? {} : { placeholder })} />
      {hint === undefined ? null : (
        <Text slot="description" className="kit-hint">
          {hint}
        </Text>
      )}
      <FieldError className="kit-field-error">{error}</FieldError>
    </TextField>
  );
}
