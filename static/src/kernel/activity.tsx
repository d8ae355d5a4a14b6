/**
 * Draws the activity of a step: its file is fetched when it is first needed, its part is chosen by the page.
 */
import { activities } from "talkoot:activities";
import { useEffect, useState } from "preact/hooks";
import type { ActivityModule, ActivityProps } from "./contract";
import { Guard } from "./entry";
import { Button } from "./ui/buttons";
import { Notice } from "./ui/paper";
import { t } from "./words";

export type Part = "Participant" | "Host" | "Screen";

type Loaded = ActivityModule | "unknown";

const AGAIN = 3000;

const loaded = new Map<string, Loaded>();

async function load(kind: string): Promise<Loaded | "failed"> {
  const loader = activities[kind];
  if (loader === undefined) return "unknown";
  try {
    return await loader();
  } catch (error) {
    console.warn(error); // no line, or a newer build has taken this one's place
    return "failed";
  }
}

/** The module of an activity once it is here; undefined while it comes. */
export function useActivity(kind: string): Loaded | undefined {
  const [, redraw] = useState(0);
  useEffect(() => {
    if (kind === "" || loaded.has(kind)) return;
    let here = true;
    const fetchIt = async (): Promise<void> => {
      const module = await load(kind);
      if (module !== "failed") loaded.set(kind, module);
      else if (here) setTimeout(() => void fetchIt(), AGAIN);
      if (here) redraw((n) => n + 1);
    };
    void fetchIt();
    return () => void (here = false);
  }, [kind]);
  return loaded.get(kind);
}

/** One part of the step's activity, e.g. `<Activity part="Screen" room={…} step={…} me={…} send={…} />`. */
export function Activity({ part, ...props }: ActivityProps & { readonly part: Part }) {
  const module = useActivity(props.step.activity);
  if (module === undefined) return <div class="activity loading" aria-busy="true" />;
  if (module === "unknown") {
    return (
      <Notice tone="warn" action={<Button onClick={() => location.reload()}>{t("page-reload")}</Button>}>
        {t("activity-unknown")}
      </Notice>
    );
  }
  const Shown = module[part];
  return (
    <div class="activity" key={props.step.id}>
      <Guard of={props.step.round}>
        <Shown {...props} />
      </Guard>
    </div>
  );
}
