/**
 * What one takes home: the files, the report; a clean copy of the set-up; and the end of the session.
 */
import { useState } from "preact/hooks";
import { Unanswered, ask, type RoomLinks } from "../../kernel/api";
import type { ProgressRecord, StepRecord, StepState } from "../../kernel/contract";
import { rememberRoom } from "../../kernel/rooms";
import { hides } from "../../kernel/stage";
import { Button, Dialog, Notice, lang, pick, t } from "../../kernel/ui";
import { Links } from "../start/links";
import type { Desk } from "./desk";
import { EndSession, ReportLink } from "./foot";
import { Keeping } from "./keeping";
import { useModule } from "./names";

const FORMATS = ["xlsx", "csv", "md", "json", "contacts"] as const;

export function TakeHome({ desk }: { readonly desk: Desk }) {
  const [wrong, setWrong] = useState("");
  const [links, setLinks] = useState<RoomLinks | null>(null);
  const [ending, end] = useState(false);
  const tried = (work: Promise<unknown>) => {
    setWrong("");
    work.catch((error: Error) => setWrong(error.message));
  };
  const copy = async () => {
    const made = await ask<RoomLinks>(`/api/rooms/${desk.code}/copy`, { method: "POST", key: desk.key });
    rememberRoom(made, desk.workshop?.title ?? "");
    setLinks(made);
  };
  return (
    <section class="sheet pad take-home" aria-labelledby="take-home">
      <h2 id="take-home">{t("host-take-home")}</h2>
      <Unrevealed desk={desk} />
      <ReportLink desk={desk} />
      <div class="formats">
        {FORMATS.map((format) => (
          <Button key={format} label={t(`host-export-${format}`)} described={format === "json" ? "json-holds" : undefined} onClick={() => tried(download(desk, format))}>
            {t(`host-format-${format}`)}
          </Button>
        ))}
      </div>
      <p class="soft" id="json-holds">
        {t("host-json-holds")}
      </p>
      {wrong && <Notice tone="warn">{wrong}</Notice>}
      <div class="take-home-more">
        <Button look="quiet" onClick={() => tried(copy())}>
          {t("host-copy")}
        </Button>
        {!desk.workshop?.ended && (
          <Button look="quiet" onClick={() => end(true)}>
            {t("host-end")}
          </Button>
        )}
      </div>
      <Keeping desk={desk} />
      <EndSession desk={desk} open={ending} onClose={() => end(false)} />
      {links && (
        <Dialog title={t("host-copied")} open onClose={() => setLinks(null)}>
          <div class="stack">
            <p class="soft">{t("host-copied-text")}</p>
            <Links links={links} />
          </div>
        </Dialog>
      )}
    </section>
  );
}

const RUNNING: ReadonlySet<StepState> = new Set(["open", "grace", "closed"]);

/** Of each step whose contributions nobody has been shown yet, that no file holds them. */
function Unrevealed({ desk }: { readonly desk: Desk }) {
  const given = desk.steps.value.filter((step) => {
    const counted = desk.room.one<ProgressRecord>(step.round, "progress");
    return RUNNING.has(step.state) && counted !== undefined && counted.count + counted.voters > 0;
  });
  return (
    <>
      {given.map((step) => (
        <OnlyCounted key={step.round} step={step} />
      ))}
    </>
  );
}

function OnlyCounted({ step }: { readonly step: StepRecord }) {
  const module = useModule(step.activity);
  if (module === undefined || !hides(step, module)) return null;
  return <p class="soft">{t("report-unrevealed", { title: pick(step.title).text })}</p>;
}

/** Fetched with the key, which must not stand in an address, and then saved under the name that the server gave. */
async function download(desk: Desk, format: string): Promise<void> {
  const headers = { authorization: `Bearer ${desk.key}`, "accept-language": lang.peek() };
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  let answer: Response;
  try {
    answer = await fetch(`/api/rooms/${desk.code}/export?format=${format}&lang=${lang.peek()}&zone=${encodeURIComponent(zone)}`, { headers });
  } catch {
    throw new Unanswered("offline", t("api-offline"));
  }
  if (!answer.ok) {
    const said = (await answer.json().catch(() => null)) as { say?: string } | null;
    throw new Unanswered("failed", said?.say ?? t("api-failed"));
  }
  const name = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
  save(await answer.blob(), name ?? `talkoot-${desk.code}.${format}`);
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
