/**
 * Buttons. One `MainButton` a page: thumb-wide, in the phase's colour, saying the act. Everything else is quieter.
 */
import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icons";

interface ButtonProps {
  readonly children: ComponentChildren;
  readonly onClick?: (event: MouseEvent) => void;
  readonly disabled?: boolean;
  readonly type?: "button" | "submit";
  readonly class?: string;
  /** What a screen reader says when the words alone would not tell. */
  readonly label?: string | undefined;
  /** The id of what else is said of it. */
  readonly described?: string | undefined;
  readonly pressed?: boolean | undefined;
  readonly icon?: IconName | undefined;
}

/** The one act of the page. `then` says quietly what comes after it. */
export function MainButton({ children, then, ...rest }: ButtonProps & { readonly then?: ComponentChildren }) {
  return (
    <Plain {...rest} class={`main ${then ? "with-then" : ""} ${rest.class ?? ""}`}>
      <span>{children}</span>
      {then && <span class="then">{then}</span>}
    </Plain>
  );
}

/** A button on a thin line (`line`), as plain words (`quiet`) or filled with the phase's tint (`tint`). */
export function Button({ look = "line", ...rest }: ButtonProps & { readonly look?: "line" | "quiet" | "tint" }) {
  return <Plain {...rest} class={`btn ${look} ${rest.class ?? ""}`} />;
}

/** A sign alone, 44 px, with its name for those who do not see it. */
export function IconButton(props: Omit<ButtonProps, "children"> & { readonly icon: IconName; readonly label: string; readonly filled?: boolean }) {
  const { icon, filled = false, ...rest } = props;
  return (
    <Plain {...rest} class={`icon-button ${rest.class ?? ""}`}>
      <Icon name={icon} size={22} fill={filled} />
    </Plain>
  );
}

function Plain({ children, onClick, disabled = false, type = "button", class: name, label, described, pressed, icon }: ButtonProps) {
  return (
    <button
      type={type}
      class={name}
      aria-label={label}
      title={label}
      aria-describedby={described}
      aria-pressed={pressed}
      aria-disabled={disabled || undefined}
      onClick={(event) => (disabled ? event.preventDefault() : onClick?.(event))}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}
