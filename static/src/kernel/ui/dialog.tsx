/**
 * What opens over the page: a dialog (from below on phones) and the "move to…" menu inside one.
 *
 * The native dialog element brings focus in, keeps it and gives it back; Escape and a tap beside it close it. One that
 * holds something typed asks before it throws that away.
 */
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { ComponentChildren } from "preact";
import { t } from "../words";
import { Button, IconButton } from "./buttons";
import type { IconName } from "./icons";

interface DialogProps {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children?: ComponentChildren;
  /** Buttons at the bottom. */
  readonly acts?: ComponentChildren;
  /** Closing would throw away what was typed: that is asked about first. */
  readonly unsaved?: boolean;
}

export function Dialog({ title, open, onClose, children, acts, unsaved = false }: DialogProps) {
  const [leaving, setLeaving] = useState<"" | "asking" | "back" | "gone">("");
  const box = useRef<HTMLDialogElement>(null);
  const opener = useRef<HTMLElement | null>(null);
  const heading = useId();
  useLayoutEffect(() => {
    const dialog = box.current;
    if (dialog === null || open === dialog.open) return;
    if (open) opener.current = document.activeElement as HTMLElement | null;
    if (!dialog.showModal) dialog.toggleAttribute("open", open); // browsers of before 2022: not modal, but usable
    else if (open) dialog.showModal();
    else dialog.close();
  }, [open]);
  const gone = useRef(false);
  // One that is taken away while it is open is closed first: only closing gives the focus back.
  useLayoutEffect(() => {
    const dialog = box.current;
    return () => {
      gone.current = true;
      if (dialog?.open) dialog.close?.();
    };
  }, []);
  // The question is gone before the dialog is: else the focus could not go back to where it came from.
  useLayoutEffect(() => {
    if (leaving === "back") {
      // It comes back from where it came, with the question above it: what opens last lies on top.
      opener.current?.focus();
      box.current?.showModal?.();
      setLeaving("asking");
    }
    if (leaving !== "gone") return;
    setLeaving("");
    onClose();
  }, [leaving]);
  const leave = () => (unsaved ? setLeaving("asking") : onClose());
  const closed = () => {
    if (gone.current) return;
    // A browser may close it without asking the page, as on a second Escape.
    if (open && unsaved) setLeaving("back");
    else leave();
  };
  return (
    <>
      <dialog
        ref={box}
        class="dialog sheet"
        aria-labelledby={heading}
        onCancel={(event) => {
          if (!unsaved) return;
          event.preventDefault();
          leave();
        }}
        onClose={closed}
        onClick={(event) => event.target === box.current && leave()}
      >
        {open && (
          <div class="dialog-body">
            <header class="dialog-head">
              <h2 id={heading}>{title}</h2>
              <IconButton icon="close" label={t("dialog-close")} onClick={leave} />
            </header>
            <div class="dialog-text">{children}</div>
            {acts && <footer class="dialog-acts">{acts}</footer>}
          </div>
        )}
      </dialog>
      {leaving === "asking" && (
        <Sure
          title={t("dialog-discard")}
          yes={t("dialog-discard-yes")}
          no={t("dialog-discard-no")}
          open
          onYes={() => setLeaving("gone")}
          onClose={() => setLeaving((now) => (now === "gone" ? now : ""))}
        />
      )}
    </>
  );
}

interface SureProps {
  readonly title: string;
  readonly text?: ComponentChildren;
  readonly yes: string;
  readonly no?: string;
  readonly open: boolean;
  readonly onYes: () => void;
  readonly onClose: () => void;
}

/** "Are you sure": for what cannot be taken back. */
export function Sure({ title, text, yes, no = t("dialog-cancel"), open, onYes, onClose }: SureProps) {
  const act = () => {
    onYes();
    onClose();
  };
  return (
    <Dialog
      title={title}
      open={open}
      onClose={onClose}
      acts={
        <>
          <Button onClick={onClose}>{no}</Button>
          <Button look="tint" onClick={act}>
            {yes}
          </Button>
        </>
      }
    >
      {text}
    </Dialog>
  );
}

export interface Target {
  readonly id: string;
  readonly label: ComponentChildren;
  readonly note?: ComponentChildren;
  readonly now?: boolean;
}

interface MenuProps {
  /** What the button says: "Move to…". */
  readonly label: string;
  /** Heading of the list; the label when absent. */
  readonly title?: string;
  readonly targets: readonly Target[];
  readonly onPick: (id: string) => void;
  readonly icon?: IconName;
  /** Show only the sign; the label is still read aloud. */
  readonly small?: boolean;
}

/** A button that opens a list of targets, e.g. "move to…". */
export function Menu({ label, title = label, targets, onPick, icon = "move", small = false }: MenuProps) {
  const [open, setOpen] = useState(false);
  const pick = (id: string) => {
    setOpen(false);
    onPick(id);
  };
  return (
    <>
      {small ? (
        <IconButton icon={icon} label={label} onClick={() => setOpen(true)} />
      ) : (
        <Button look="quiet" icon={icon} onClick={() => setOpen(true)}>
          {label}
        </Button>
      )}
      <Dialog title={title} open={open} onClose={() => setOpen(false)}>
        <ul class="menu-list">
          {targets.map((target) => (
            <li key={target.id}>
              <button type="button" class="menu-item" aria-current={target.now || undefined} onClick={() => pick(target.id)}>
                <span>{target.label}</span>
                {target.note && <span class="soft">{target.note}</span>}
              </button>
            </li>
          ))}
        </ul>
      </Dialog>
    </>
  );
}
