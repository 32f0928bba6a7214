import type { Tab } from "./address.ts";
import { element } from "./element.ts";

const NAMES: readonly (readonly [tab: Tab, name: string])[] = [
  ["host", "Host"],
  ["lab", "Laboratory"],
];

/** The playground's tabs and their panels. */
export class Tabs {
  /** The row of tabs. */
  readonly list: HTMLElement;
  readonly #panels: Record<Tab, HTMLElement>;
  readonly #buttons: ReadonlyMap<Tab, HTMLElement>;

  /** `choose`: called when the user chooses a tab. */
  constructor(panels: Record<Tab, HTMLElement>, choose: (tab: Tab) => void) {
    this.#panels = panels;
    this.#buttons = new Map(NAMES.map(([tab, name]) => [tab, tabButton(tab, name, choose)]));
    for (const [tab, panel] of Object.entries(panels)) {
      panel.id = `panel-${tab}`;
      panel.setAttribute("role", "tabpanel");
      panel.setAttribute("aria-labelledby", `tab-${tab}`);
    }
    const label = { role: "tablist", "aria-label": "Sections of the playground" };
    this.list = element("div", label, ...this.#buttons.values());
    this.list.addEventListener("keydown", ({ key }) => {
      if (key !== "ArrowLeft" && key !== "ArrowRight") return;
      const other = this.#panels.host.hidden ? "host" : "lab";
      choose(other);
      this.#buttons.get(other)?.focus();
    });
  }

  /** Shows the panel of a tab. */
  show(tab: Tab): void {
    for (const [name, button] of this.#buttons) {
      button.setAttribute("aria-selected", String(name === tab));
      button.tabIndex = name === tab ? 0 : -1;
      this.#panels[name].hidden = name !== tab;
    }
  }
}

function tabButton(tab: Tab, name: string, choose: (tab: Tab) => void): HTMLElement {
  const attributes = { type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": `panel-${tab}` };
  return element("button", { ...attributes, click: () => choose(tab) }, name);
}
