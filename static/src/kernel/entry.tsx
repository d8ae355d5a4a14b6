/**
 * How every page begins: theme, words, then its component into `#app`; and what is shown when a component breaks.
 */
import { Component, render, type ComponentChildren, type ComponentType } from "preact";
import { LiveRegions } from "./announce";
import { firstTheme } from "./theme";
import { Button } from "./ui/buttons";
import { Notice } from "./ui/paper";
import { firstLanguage, speak, t } from "./words";

const AGAIN = 2000;

/** Start a page. The words may come late on a slow line: they are asked for until they are here. */
export async function begin(App: ComponentType): Promise<void> {
  firstTheme();
  await words();
  const root = document.getElementById("app") ?? document.body.appendChild(document.createElement("div"));
  root.replaceChildren();
  render(
    <>
      <LiveRegions />
      <Guard>
        <App />
      </Guard>
    </>,
    root,
  );
}

async function words(): Promise<void> {
  for (;;) {
    try {
      return await speak(firstLanguage());
    } catch (error) {
      console.warn(error); // no line yet, or the server is just starting
      await new Promise((resolve) => setTimeout(resolve, AGAIN));
    }
  }
}

interface Broken {
  readonly error: Error | null;
}

/** One part of a page that breaks does not take the rest with it; what people typed is in storage already. */
export class Guard extends Component<{ children: ComponentChildren; of?: string }, Broken> {
  override state: Broken = { error: null };

  static override getDerivedStateFromError(error: Error): Broken {
    return { error };
  }

  override componentDidCatch(error: Error): void {
    console.error(error);
  }

  override componentDidUpdate(before: { of?: string }): void {
    if (before.of !== this.props.of && this.state.error !== null) this.setState({ error: null });
  }

  override render() {
    if (this.state.error === null) return this.props.children;
    return (
      <Notice tone="warn" action={<Button onClick={() => location.reload()}>{t("page-reload")}</Button>}>
        {t("page-broken")}
      </Notice>
    );
  }
}
