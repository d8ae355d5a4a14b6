/**
 * From a model to a room: name it, choose its language, get the three links.
 */
import { useState } from "preact/hooks";
import { ask, type Info, type ModelInfo, type RoomLinks } from "../../kernel/api";
import { draftOf, type Draft } from "../../kernel/draft";
import { keep, kept } from "../../kernel/keep";
import { rememberRoom } from "../../kernel/rooms";
import { NAMES, lang } from "../../kernel/words";
import { Choice, Dialog, Field, MainButton, Notice, pick, t } from "../../kernel/ui";
import { Links } from "./links";

const TITLE_LENGTH = 200;

interface MakeProps {
  readonly model: ModelInfo | "demo" | null;
  readonly info: Info | null;
  readonly onClose: () => void;
}

export function Make({ model, info, onClose }: MakeProps) {
  const [links, setLinks] = useState<RoomLinks | null>(null);
  const close = () => {
    setLinks(null);
    onClose();
  };
  if (model === null) return null;
  const title = links !== null ? t("links-title") : model === "demo" ? t("demo-title") : pick(model.title).text;
  const open = links && (
    <MainButton onClick={() => location.assign(links.host_url)}>{t("links-open-host")}</MainButton>
  );
  return (
    <Dialog title={title} open onClose={close} acts={open}>
      {links === null ? <Wish model={model} info={info} onMade={setLinks} /> : <Made links={links} demo={model === "demo"} />}
    </Dialog>
  );
}

function Made({ links, demo }: { readonly links: RoomLinks; readonly demo: boolean }) {
  return (
    <div class="stack">
      <p class="soft">{t(demo ? "demo-made" : "links-made")}</p>
      <Links links={links} />
    </div>
  );
}

interface WishProps {
  readonly model: ModelInfo | "demo";
  readonly info: Info | null;
  readonly onMade: (links: RoomLinks) => void;
}

function Wish({ model, info, onMade }: WishProps) {
  const demo = model === "demo";
  const name = draftOf("start-title");
  const key = draftOf("start-key", kept("create-key") ?? "");
  const tongues = demo ? ["fi", "en", "sv"] : model.langs;
  const [tongue, setTongue] = useState(tongues.includes(lang.peek()) ? lang.peek() : (tongues[0] ?? "en"));
  const [state, setState] = useState<"" | "busy" | string>("");
  const make = async () => {
    if (state === "busy") return;
    setState("busy");
    const title = demo ? t("demo-name") : name.text.peek().trim() || pick(model.title).text;
    try {
      onMade(await create(demo ? null : model.name, title, tongue, key));
      name.clear();
    } catch (error) {
      setState((error as Error).message);
    }
  };
  return (
    <form class="stack" onSubmit={(event) => (event.preventDefault(), void make())}>
      {demo ? <p>{t("demo-text")}</p> : <p class="soft">{pick(model.description).text}</p>}
      {!demo && <Field label={t("make-title")} hint={t("make-title-hint")} draft={name} max={TITLE_LENGTH} rows={1} placeholder={pick(model.title).text} onSubmit={() => void make()} />}
      <Choice
        label={t("make-language")}
        value={tongue}
        options={tongues.map((tag) => ({ value: tag, label: NAMES[tag] ?? tag }))}
        onChange={setTongue}
      />
      {info?.create_key && <Field label={t("make-key")} hint={t("make-key-hint")} draft={key} max={200} rows={1} />}
      {state !== "" && state !== "busy" && <Notice tone="warn">{state}</Notice>}
      <MainButton type="submit" disabled={state === "busy"}>
        {t(demo ? "demo-start" : "make-start")}
      </MainButton>
    </form>
  );
}

async function create(model: string | null, title: string, tongue: string, key: Draft): Promise<RoomLinks> {
  const secret = key.text.peek().trim();
  const body = model === null ? { lang: tongue } : { model, title, lang: tongue };
  const links = await ask<RoomLinks>(model === null ? "/api/demo" : "/api/rooms", { method: "POST", body, key: secret });
  if (secret) keep("create-key", secret);
  rememberRoom(links, title);
  return links;
}
