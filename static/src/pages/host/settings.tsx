/**
 * The settings of an activity, drawn from their values: a number is a stepper, a yes or no a tick, a word one of its kind.
 */
import { Choice, Stepper, Tick, t } from "../../kernel/ui";
import { settingName, valueName } from "./names";

/** Settings that are one of a few words. */
const CHOICES: readonly (readonly string[])[] = [["anonymous", "named_to_host", "named"]];

export type SettingValues = Readonly<Record<string, unknown>>;

interface SettingsProps {
  readonly activity: string;
  readonly values: SettingValues;
  readonly onChange: (key: string, value: unknown) => void;
}

export function Settings({ activity, values, onChange }: SettingsProps) {
  const keys = Object.keys(values);
  if (keys.length === 0) return null;
  return (
    <section class="stack" aria-label={t("host-settings")}>
      {keys.map((key) => (
        <Setting key={key} label={settingName(activity, key)} value={values[key]} onChange={(value) => onChange(key, value)} />
      ))}
    </section>
  );
}

interface SettingProps {
  readonly label: string;
  readonly value: unknown;
  readonly onChange: (value: unknown) => void;
}

function Setting({ label, value, onChange }: SettingProps) {
  if (typeof value === "number") return <Stepper label={label} value={value} by={value >= 60 ? 10 : 1} onChange={onChange} />;
  if (typeof value === "boolean") {
    return (
      <Tick checked={value} onChange={onChange}>
        {label}
      </Tick>
    );
  }
  const options = CHOICES.find((all) => all.includes(String(value))) ?? [String(value)];
  return <Choice label={label} value={String(value)} options={options.map((option) => ({ value: option, label: valueName(option) }))} onChange={onChange} />;
}
