/**
 * The settings of an activity, drawn from their values: a number is a stepper, a yes or no a tick, a text a field.
 */
import { Choice, Stepper, Tick, t } from "../../kernel/ui";
import { settingName } from "./names";

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
  // Nothing else is a setting yet; what is there is shown rather than hidden.
  return <Choice label={label} value={String(value)} options={[{ value: String(value), label: String(value) }]} onChange={() => undefined} />;
}
