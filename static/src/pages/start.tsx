/**
 * The front door, `/`: in by a code; a workshop from a model; a demo to watch; and the rooms made in this browser.
 */
import "../styles/page.css";
import "../styles/start.css";
import { useEffect, useState } from "preact/hooks";
import { ask, type Info, type ModelInfo } from "../kernel/api";
import { begin } from "../kernel/entry";
import { forgetRoom, ownRooms, type OwnRoom } from "../kernel/rooms";
import { Button, Chip, Logo, Menu, Notice, Text, lang, pick, spoken, t } from "../kernel/ui";
import { Warnings } from "../kernel/warnings";
import { LANGUAGES, NAMES, changeLanguage } from "../kernel/words";
import { CodeEntry } from "./start/code";
import { Make } from "./start/make";
import { PhaseStrip } from "./start/strip";
import { Wall } from "./start/wall";

type Chosen = ModelInfo | "demo" | null;

function Start() {
  const [models, setModels] = useState<readonly ModelInfo[]>([]);
  const [info, setInfo] = useState<Info | null>(null);
  const [wrong, setWrong] = useState("");
  const [chosen, choose] = useState<Chosen>(null);
  const tongue = lang.value;
  useEffect(() => {
    document.title = t("start-title");
    ask<Info>(`/api/info?lang=${tongue}`).then(setInfo, (error: Error) => setWrong(error.message));
  }, [tongue]);
  useEffect(() => {
    ask<readonly ModelInfo[]>("/api/models").then(setModels, (error: Error) => setWrong(error.message));
  }, []);
  return (
    <div class="start phase-discover">
      <header class="start-head">
        <Logo size={44} />
        <span class="start-name">Talkoot</span>
        <span class="spring" />
        <Tongues />
      </header>
      <main id="main">
        <section class="start-hero">
          <div class="stack">
            <h1 class="start-title">{t("start-heading")}</h1>
            <p class="start-lead">{t("start-lead")}</p>
          </div>
          <CodeEntry />
          <Wall />
        </section>
        {wrong && <Notice tone="warn">{wrong}</Notice>}
        <Warnings info={info} />
        <OwnRooms />
        <section class="stack" aria-labelledby="models">
          <h2 id="models" class="start-section">
            {t("start-models")}
          </h2>
          <ul class="models">
            {models.map((model) => (
              <Model key={model.name} model={model} onChoose={() => choose(model)} />
            ))}
            {info?.demo && <Demo onChoose={() => choose("demo")} />}
          </ul>
        </section>
      </main>
      <Make model={chosen} info={info} onClose={() => choose(null)} />
      <footer class="start-foot soft">{t("start-privacy")}</footer>
    </div>
  );
}

function Tongues() {
  return (
    <nav class="tongues" aria-label={t("join-language")}>
      {LANGUAGES.map((tag) => (
        <button type="button" lang={tag} aria-pressed={lang.value === tag} onClick={() => void changeLanguage(tag)}>
          {NAMES[tag]}
        </button>
      ))}
    </nav>
  );
}

function Model({ model, onChoose }: { readonly model: ModelInfo; readonly onChoose: () => void }) {
  const title = pick(model.title);
  const about = pick(model.description);
  return (
    <li class="model sheet">
      <span class="tape" aria-hidden="true" />
      <h3 class="model-title" lang={title.lang}>
        {title.text}
      </h3>
      <p class="model-about">
        <Text text={about.text} lang={about.lang} />
      </p>
      <PhaseStrip steps={model.steps} />
      <p class="soft model-facts">
        <span class="num">{t("model-minutes", { n: model.minutes })}</span>
        <span>{pick(model.people).text}</span>
        <span class="num">{t("model-steps", { n: model.steps.length })}</span>
      </p>
      <Button look="tint" onClick={onChoose}>
        {t("model-choose")}
      </Button>
    </li>
  );
}

function Demo({ onChoose }: { readonly onChoose: () => void }) {
  return (
    <li class="model demo">
      <h3 class="model-title">{t("demo-title")}</h3>
      <p class="model-about">{t("demo-text")}</p>
      <Button onClick={onChoose}>{t("demo-start")}</Button>
    </li>
  );
}

function OwnRooms() {
  const rooms = ownRooms.value;
  if (rooms.length === 0) return null;
  return (
    <section class="stack" aria-labelledby="own">
      <h2 id="own" class="start-section">
        {t("start-own")}
      </h2>
      <ul class="own-rooms">
        {rooms.map((room) => (
          <OwnRoomLine key={room.code} room={room} />
        ))}
      </ul>
      <p class="soft">{t("start-own-note")}</p>
    </section>
  );
}

function OwnRoomLine({ room }: { readonly room: OwnRoom }) {
  const day = new Intl.DateTimeFormat(lang.value, { day: "numeric", month: "long" }).format(room.made);
  const ways = [
    { id: room.screen_url, label: t("links-screen") },
    { id: room.join_url, label: t("links-join") },
    { id: "", label: t("start-own-forget") },
  ];
  return (
    <li class="own-room sheet">
      <a class="own-title" href={room.host_url}>
        {room.title}
      </a>
      <Chip>{spoken(room.code)}</Chip>
      <span class="soft">{day}</span>
      <Menu small icon="more" label={t("start-own-more", { title: room.title })} title={room.title} targets={ways} onPick={(url) => (url ? location.assign(url) : forgetRoom(room.code))} />
    </li>
  );
}

void begin(Start);
