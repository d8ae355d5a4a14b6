/**
 * In by the code on the wall: dashes, spaces, lower case and whole links are fine.
 */
import { useState } from "preact/hooks";
import { codeIn } from "../../kernel/place";
import { MainButton, t } from "../../kernel/ui";

const SHORTEST = 4;
const LONGEST = 12;

export function CodeEntry() {
  const [typed, setTyped] = useState("");
  const [wrong, setWrong] = useState(false);
  const enter = (event: Event) => {
    event.preventDefault();
    const code = codeIn(typed);
    if (code.length < SHORTEST || code.length > LONGEST) setWrong(true);
    else location.assign(`/${code}`);
  };
  return (
    <form class="code-entry" onSubmit={enter}>
      <label class="label" for="code">
        {t("start-code")}
      </label>
      <div class="code-row">
        <input
          id="code"
          class="paper code-field"
          value={typed}
          placeholder="ABC-DEF"
          autocomplete="off"
          autocapitalize="characters"
          spellcheck={false}
          enterkeyhint="go"
          aria-describedby="code-note"
          aria-invalid={wrong}
          onInput={(event) => {
            setTyped(event.currentTarget.value);
            setWrong(false);
          }}
        />
        <MainButton type="submit">{t("start-join")}</MainButton>
      </div>
      <p id="code-note" class="field-note">
        <span class={wrong ? "wrong" : "soft"}>{t(wrong ? "start-code-wrong" : "start-code-hint")}</span>
      </p>
    </form>
  );
}
