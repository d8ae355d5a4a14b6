/**
 * "I want to hear how it goes on": a contact, left of one's own will, for one purpose and until one day.
 */
import { useSignal } from "@preact/signals";
import type { OwnContactRecord } from "../../../gen/records";
import { useDraft } from "../draft";
import type { Reader, Send, Sent } from "../contract";
import { day, t } from "../words";
import { Button } from "./buttons";
import { Choice } from "./choice";
import { Field } from "./field";
import { KeptMark } from "./kept";

const DAYS = [30, 90, 180, 365];

interface ContactProps {
  readonly room: Reader;
  readonly send: Send;
}

export function LeaveContact({ room, send }: ContactProps) {
  const own = room.every<OwnContactRecord>("own_contact")[0];
  const last = useSignal<Sent | null>(null);
  if (own !== undefined) {
    return (
      <section class="stack tight">
        <h3>{t("contact-title")}</h3>
        <p>{t("contact-left", { address: own.address, date: day(own.due) })}</p>
        <p class="soft">{own.purpose}</p>
        <p>
          <Button onClick={() => (last.value = send("withdraw_contact"))}>{t("contact-withdraw")}</Button>
        </p>
      </section>
    );
  }
  return <Leaving send={(args) => (last.value = send("leave_contact", args))} last={last.value} />;
}

interface LeavingProps {
  readonly send: (args: Readonly<Record<string, unknown>>) => void;
  readonly last: Sent | null;
}

function Leaving({ send, last }: LeavingProps) {
  const address = useDraft("contact:address");
  const name = useDraft("contact:name");
  const days = useSignal(90);
  const leave = () => {
    if (address.text.value.trim() === "") return;
    send({ address: address.text.value, name: name.text.value, purpose: t("contact-purpose"), days: days.value });
    address.clear();
    name.clear();
  };
  return (
    <details class="contact">
      <summary>{t("contact-title")}</summary>
      <div class="stack">
        <p class="soft">{t("contact-text")}</p>
        <p>{t("contact-purpose")}</p>
        <Field label={t("contact-address")} draft={address} rows={1} max={200} autocomplete="email" onSubmit={leave} />
        <Field label={t("contact-name")} draft={name} rows={1} max={80} autocomplete="name" onSubmit={leave} />
        <Choice
          label={t("contact-until")}
          value={days.value}
          options={DAYS.map((value) => ({ value, label: t("contact-days", { n: value }) }))}
          onChange={(value) => (days.value = value)}
        />
        <p class="row">
          <Button look="tint" onClick={leave}>
            {t("contact-leave")}
          </Button>
          {last && <KeptMark sent={last} />}
        </p>
      </div>
    </details>
  );
}
