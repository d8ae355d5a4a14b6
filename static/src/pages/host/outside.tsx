/**
 * Why this browser is not at the desk: no such room, no key, a key that does not fit any more.
 */
import { Button, Logo, has, spoken, t } from "../../kernel/ui";
import { ownRooms } from "../../kernel/rooms";

interface OutsideProps {
  readonly code: string;
  readonly problem?: string;
  /** What the server said. */
  readonly say?: string;
  readonly role?: "host" | "screen" | "report";
}

export function Outside({ code, problem = "", say = "", role = "host" }: OutsideProps) {
  const why = `error-${problem.replaceAll("_", "-")}`;
  const own = ownRooms.value.find((room) => room.code === code);
  const way = role === "screen" ? own?.screen_url : own?.host_url;
  const sentence = say || (problem && has(why) ? t(why, { code: spoken(code) }) : t(role === "screen" ? "screen-no-key" : "host-no-key"));
  return (
    <div class="outside phase-discover">
      <Logo size={44} />
      <main id="main" class="stack">
        <h1 class="outside-title">{t("host-outside")}</h1>
        <p class="outside-say">{sentence}</p>
        <div class="row">
          {way && !problem && (
            <Button look="tint" onClick={() => enter(way)}>
              {t("host-use-own-link")}
            </Button>
          )}
          {!problem && <Button onClick={() => location.assign(`/${code}`)}>{t("host-join-instead")}</Button>}
          <Button onClick={() => location.assign("/")}>{t("host-to-start")}</Button>
        </div>
      </main>
    </div>
  );
}

/** A link that differs behind its `#` only would not load the page again by itself. */
function enter(way: string): void {
  location.assign(way);
  location.reload();
}
