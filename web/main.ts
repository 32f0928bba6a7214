import "uplot/dist/uPlot.min.css";
import "./style.css";
import { type Address, readAddress, type Tab, writeAddress } from "./address.ts";
import { element } from "./element.ts";
import { HostView } from "./host/view.ts";
import type { LabView } from "./lab/view.ts";
import { keepForOffline } from "./new-version.ts";
import type { HostSettings } from "./settings/settings.ts";
import { storyOf } from "./story/story.ts";

/** State of a browser history entry, in addition to its address. */
interface Entry {
  readonly step: number | null;
}

const place = document.getElementById("page");
if (place !== null) await show(place, await readAddress(location.hash));

async function show(page: HTMLElement, first: Address): Promise<void> {
  let address = first;
  /** Tour step on screen; `null`: the tour is closed. */
  let step: number | null = null;
  let keptStep: number | null = null;
  const keep = (change: Partial<Address>) => {
    const before = address;
    address = { ...address, ...change };
    const isNew = location.hash !== "" && (isOtherPlace(before, address) || step !== keptStep);
    keptStep = step;
    const state: Entry = { step };
    void writeAddress(address).then((hash) => {
      const shown: Entry | null = history.state;
      if (`#${hash}` === location.hash && (shown?.step ?? null) === state.step) return;
      if (isNew) history.pushState(state, "", `#${hash}`);
      else history.replaceState(state, "", `#${hash}`);
    });
  };
  const offline = () => {
    // Only now: fetching all files earlier would delay the first picture.
    if (import.meta.env.PROD) void keepForOffline();
  };
  const host = new HostView({ onChange: (settings) => keep({ host: settings }), onFirstSeen: offline });
  const laboratory = element("div");
  const tabs: Record<Tab, HTMLElement> = { host: host.element, lab: laboratory };
  let opened: Promise<LabView> | null = null;
  const openLab = () => {
    // Loaded when the tab is first opened: the host tab does not need it.
    opened ??= import("./lab/view.ts").then(({ LabView }) => {
      const lab = new LabView((settings) => keep({ lab: settings }));
      laboratory.append(lab.element);
      lab.show(address.lab);
      return lab;
    });
    return opened;
  };
  const buttons = new Map(
    (["host", "lab"] as const).map((tab) => [
      tab,
      element(
        "button",
        { type: "button", role: "tab", id: `tab-${tab}`, "aria-controls": `panel-${tab}`, click: () => choose(tab) },
        tab === "host" ? "Host" : "Laboratory",
      ),
    ]),
  );
  for (const [tab, panel] of Object.entries(tabs)) {
    panel.id = `panel-${tab}`;
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", `tab-${tab}`);
  }
  const choose = (tab: Tab) => {
    if (address.tab !== tab || location.hash === "") keep({ tab });
    for (const [name, button] of buttons) {
      button.setAttribute("aria-selected", String(name === tab));
      button.tabIndex = name === tab ? 0 : -1;
      tabs[name].hidden = name !== tab;
    }
    host.setVisible(tab === "host");
    if (tab === "lab") void openLab();
  };
  const list = element("div", { role: "tablist", "aria-label": "Sections of the playground" }, ...buttons.values());
  list.addEventListener("keydown", ({ key }) => {
    if (key !== "ArrowLeft" && key !== "ArrowRight") return;
    const other = address.tab === "host" ? "lab" : "host";
    choose(other);
    buttons.get(other)?.focus();
  });

  const tour = element("div", { class: "tour" });
  const endTour = () => {
    step = null;
    tour.replaceChildren();
  };
  const startTour = (from = 0) => {
    choose("host");
    const play = (to: number, settings: HostSettings, speed: number) => {
      step = to;
      host.show(settings);
      host.play(speed);
    };
    tour.replaceChildren(storyOf(from, play, endTour));
  };
  page.replaceChildren(
    element(
      "header",
      {},
      element("h1", {}, "ballonet"),
      list,
      element("button", { type: "button", id: "tour", click: () => startTour() }, "Start tour"),
    ),
    tour,
    ...Object.values(tabs),
  );
  const isFirstVisit = location.hash === "";
  if (isFirstVisit) startTour();
  else {
    host.show(first.host);
    choose(first.tab);
  }
  // The browser's back and forward buttons, and edited addresses.
  addEventListener("popstate", async ({ state }) => {
    address = await readAddress(location.hash);
    const entry: Entry | null = state;
    if (typeof entry?.step === "number") return startTour(entry.step);
    endTour();
    host.show(address.host);
    choose(address.tab);
    if (opened !== null) (await opened).show(address.lab);
  });
  // Files may be dropped anywhere on the page; the open tab takes them.
  addEventListener("dragover", (event) => event.preventDefault());
  addEventListener("drop", async (event) => {
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length === 0) return;
    if (address.tab === "host") await host.drop(files);
    else (await openLab()).drop(files);
  });
}

/** Whether a change of address is a new history entry. Progress of the run and changes of its manager are not. */
function isOtherPlace(one: Address, other: Address): boolean {
  const placed = ({ tab, host, lab }: Address) =>
    JSON.stringify({ tab, lab, host: { ...host, atNs: 0, changes: [], versusChanges: [] } });
  return placed(one) !== placed(other);
}
