/**
 * The settings of an activity, drawn from their values: a number is a stepper, a yes or no a tick, a word one of its kind.
 */
import { Choice, Stepper, Tick, t } from "../../kernel/ui";
import { settingName, valueName } from "./names";

/** Settings that are one of a few words. */
const CHOICES: readonly (readonly string[])[] = [["anonymous", "named_to_host", "named"]];
/** Once a step has been opened, this goes only towards the first of its words: nobody's promise is broken. */
const STRICTER = "anonymity";

export type SettingValues = Readonly<Record<string, unknown>>;

interface SettingsProps {
  readonly activity: string;
  readonly values: SettingValues;
  readonly onChange: (key: string, value: unknown) => void;
  /** Of a step that has been opened; `locked` once somebody has contributed. */
  readonly opened?: boolean;
  readonly locked?: boolean;
}

export function Settings({ activity, values, onChange, opened = false, locked = false }: SettingsProps) {
  const keys = Object.keys(values).filter((key) => !locked || key === STRICTER);
  if (keys.length === 0) return null;
  return (
    <section class="stack" aria-label={t("host-settings")}>
      {keys.map((key) => (
        <Setting key={key} label={settingName(activity, key)} value={values[key]} stricter={opened && key === STRICTER} onChange={(value) => onChange(key, value)} />
      ))}
    </section>
  );
}

interface SettingProps {
  readonly label: string;
  readonly value: unknown;
  readonly stricter: boolean;
  readonly onChange: (value: unknown) => void;
}

function Setting({ label, value, stricter, onChange }: SettingProps) {
  if (typeof value === "number") return <Stepper label={label} value={value} by={value >= 60 ? 10 : 1} onChange={onChange} />;
  if (typeof value === "boolean") {
    return (
      <Tick checked={value} onChange={onChange}>
        {label}
      </Tick>
    );
  }
  const all = CHOICES.find((words) => words.includes(String(value))) ?? [String(value)];
  const options = stricter ? all.slice(0, all.indexOf(String(value)) + 1) : all;
  return <Choice label={label} value={String(value)} options={options.map((option) => ({ value: option, label: valueName(option) }))} onChange={onChange} />;
}
