/**
 * An activity's own few lines of CSS, carried in its one file: `sheet(".dot-vote-row { … }")`.
 *
 * Rules go in through the CSSOM, which a strict content security policy allows, unlike style elements.
 */
const taken = new Set<string>();

/** Add CSS once. Use the tokens (`var(--phase)`, `var(--line)` …) and class names that begin with the kind. */
export function sheet(css: string): void {
  if (taken.has(css) || typeof document === "undefined") return;
  taken.add(css);
  try {
    const own = new CSSStyleSheet();
    own.replaceSync(css);
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, own];
  } catch {
    insert(css); // browsers before 2023 cannot make style sheets: write into the page's own
  }
}

function insert(css: string): void {
  const page = [...document.styleSheets].find((one) => one.href?.startsWith(location.origin));
  for (const rule of css.match(/[^{}]+\{(?:[^{}]|\{[^{}]*\})*\}/g) ?? []) page?.insertRule(rule, page.cssRules.length);
}
