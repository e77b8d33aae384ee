import { Button as AriaButton, type ButtonProps as AriaProps } from "react-aria-components";

export interface ButtonProps extends Omit<AriaProps, "className"> {
  readonly look?: "plain" | "primary" | "danger" | "quiet";
  readonly small?: boolean;
  readonly className?: string;
}

export function Button({ look = "plain", small = false, className = "", ...rest }: ButtonProps) {
  return <AriaButton {...rest} className={`kit-button ${look} ${small ? "small" : ""} ${className}`} />;
}
