/** What static/build.mjs adds to the language: the list of activities, and style sheets. */

declare module "talkoot:activities" {
  /** kind → loader of static/src/activities/<kind>.tsx, one lazy chunk each; found by listing the folder. */
  export const activities: Readonly<Record<string, () => Promise<import("../src/kernel/contract").ActivityModule>>>;
}

declare module "*.css" {}
