/**
 * Texts that came too late and were handed over by their authors; and this facilitator's own texts that were not taken.
 */
import type { AnyRecord } from "../../kernel/contract";
import { Button, Notice, Text, pick, say, t } from "../../kernel/ui";
import type { Desk } from "./desk";

interface HandedRecord extends AnyRecord {
  readonly text: string;
  readonly of_step: string;
  readonly at: number;
}

export function Late({ desk }: { readonly desk: Desk }) {
  const handed = desk.room.every<HandedRecord>("handed");
  if (handed.length === 0) return null;
  return (
    <section class="sheet pad" aria-labelledby="handed">
      <h2 id="handed">{t("host-handed", { n: handed.length })}</h2>
      <ul class="handed-list">
        {handed.map((one) => (
          <li key={one.id}>
            <Text class="serif" text={one.text} />
            <span class="soft">{pick(desk.room.get<AnyRecord & { title: Record<string, string> }>(one.of_step)?.title).text}</span>
            <div class="row">
              {"clipboard" in navigator && (
                <Button look="quiet" onClick={() => void navigator.clipboard.writeText(one.text).then(() => say(t("links-copied")))}>
                  {t("links-copy")}
                </Button>
              )}
              <Button look="quiet" icon="kept" onClick={() => desk.act("dismiss_handed", { id: one.id })}>
                {t("host-handed-done")}
              </Button>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function NotTaken({ desk }: { readonly desk: Desk }) {
  return (
    <>
      {desk.open.queue.late.value.map((late) => (
        <Notice
          key={late.name}
          tone="warn"
          action={
            <Button look="quiet" onClick={() => desk.open.queue.letGo(late.name)}>
              {t("late-throw-away")}
            </Button>
          }
        >
          <Text class="serif" text={late.text} />
          <p class="soft">{late.say}</p>
        </Notice>
      ))}
    </>
  );
}
