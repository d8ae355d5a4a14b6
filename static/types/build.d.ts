/** What static/build.mjs adds to the language: the list of activities, and style sheets. */

declare module "talkoot:activities" {
  import type { ComponentType } from "preact";

  /** The three halves of a browser half; each page takes its own. */
  export interface ActivityModule {
    // The props are checked where each activity declares them; here only that the three are there.
    readonly Participant: ComponentType<any>;
    readonly Host: ComponentType<any>;
    readonly Screen: ComponentType<any>;
  }

  /** kind → loader of static/src/activities/<kind>.tsx, one lazy chunk each; found by listing the folder. */
  export const activities: Readonly<Record<string, () => Promise<ActivityModule>>>;
}

declare module "*.css" {}
