/**
 * Ideas as notes: one, and hundreds of them, of which only what changed is drawn again.
 */
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import type { BylineRecord, IdeaRecord } from "../../../gen/records";
import type { Reader, Send } from "../../kernel/contract";
import { HANDFUL, useInTurn, type Handfuls } from "../../kernel/reading";
import { steady } from "../../kernel/steady";
import { Button, KeptMark, NoteCard, Text, t } from "../../kernel/ui";
import { BuildOn, short } from "./writing";

interface IdeaProps {
  readonly room: Reader;
  readonly idea: IdeaRecord;
  readonly mine?: boolean;
  /** One may go on from it. */
  readonly from?: Signal<string> | undefined;
  /** A facilitator may hide it. */
  readonly send?: Send;
  readonly children?: ComponentChildren;
}

/** A note on the wall: what it goes on from above it, what it is below. */
export function Idea({ room, idea, mine = false, from, send, children }: IdeaProps) {
  const parent = idea.parent ? room.get<IdeaRecord>(idea.parent) : undefined;
  const byline = room.get<BylineRecord>(`by-${idea.id}`);
  const tags = [idea.name || byline?.name, idea.proxy && t("brainstorm-proxy"), idea.edited && t("brainstorm-edited"), idea.hidden && t("brainstorm-hidden")];
  return (
    <div class={`brainstorm-idea ${idea.hidden ? "is-hidden" : ""}`}>
      {parent && (
        <p class="brainstorm-parent soft">
          <Text text={t("brainstorm-builds-on", { text: short(parent.text) })} fold={false} />
        </p>
      )}
      <NoteCard text={idea.text} mine={mine} tags={tags.filter((tag) => typeof tag === "string" && tag !== "") as string[]}>
        {mine && <KeptMark />}
        {children}
        {from && <BuildOn parent={idea} from={from} />}
        {send && (
          <Button look="quiet" icon={idea.hidden ? "show" : "hide"} onClick={() => send(idea.hidden ? "show" : "hide", { id: idea.id })}>
            {t(idea.hidden ? "note-show" : "note-hide")}
            <span class="unseen">: {short(idea.text, 60)}</span>
          </Button>
        )}
      </NoteCard>
    </div>
  );
}

interface NotesProps extends Pick<IdeaProps, "room" | "from" | "send"> {
  /** Buttons for one's own. */
  readonly mend?: ((idea: IdeaRecord) => ComponentChildren) | undefined;
}

/** So many lie in one grid; of more, each handful has a grid of its own, which is laid out only when it comes into sight. */
const IN_ONE = 60;

/** Hundreds of ideas: only what changed is drawn again. */
export function Notes({ ideas, ...rest }: NotesProps & { readonly ideas: Handfuls<IdeaRecord> }) {
  const many = ideas.length > IN_ONE / HANDFUL;
  return <div class={`notes ${many ? "brainstorm-many" : ""}`}>{useInTurn(ideas, (some, key) => <Some key={key} {...rest} ideas={some} />)}</div>;
}

const Some = steady(({ ideas, mend, ...rest }: NotesProps & { readonly ideas: readonly IdeaRecord[] }) => (
  <div class="notes brainstorm-some">
    {ideas.map((idea) => (
      <Idea key={idea.id} {...rest} idea={idea}>
        {mend?.(idea)}
      </Idea>
    ))}
  </div>
));
