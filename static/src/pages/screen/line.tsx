/**
 * One line from the facilitators; and, when the link is lost, that it is being made again.
 */
import type { OpenRoom } from "../../kernel/room";
import { Text, t } from "../../kernel/ui";

export function LineToRoom({ open }: { readonly open: OpenRoom }) {
  const line = open.room.workshop?.line ?? "";
  const lost = open.line.state.value === "lost";
  const { full } = open.presence.value;
  return (
    <>
      {line && (
        <p class="screen-line" role="status">
          <Text text={line} fold={false} />
        </p>
      )}
      {full && !lost && <p class="screen-lost soft">{t("screen-full")}</p>}
      {lost && <p class="screen-lost soft">{t("screen-lost")}</p>}
    </>
  );
}
