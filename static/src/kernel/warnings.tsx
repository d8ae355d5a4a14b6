/**
 * What the one who runs this server should know before others rely on it; flags and settings are not broken over lines.
 */
import type { Info } from "./api";
import { Notice } from "./ui/paper";

const FLAG = /(--\w+|TALKOOT_\w+)/;

/** One notice for each warning. */
export function Warnings({ info }: { readonly info: Info | null | undefined }) {
  return info?.warnings.map(({ code, say }) => (
    <Notice key={code} tone="warn">
      {say.split(FLAG).map((part) => (FLAG.test(part) ? <code class="flag">{part}</code> : part))}
    </Notice>
  ));
}
