import type { Address, Tab } from "./address.ts";
import { AddressBar } from "./address-bar.ts";
import { element } from "./element.ts";
import { HostView } from "./host/view.ts";
import type { LabView } from "./lab/view.ts";
import { keepForOffline } from "./new-version.ts";
import type { HostSettings } from "./settings/settings.ts";
import { storyOf } from "./story/story.ts";
import { Tabs } from "./tabs.ts";

/** The playground: its tabs, the tour, and what is dropped on it. */
export class Playground {
  readonly #bar: AddressBar;
  readonly #host: HostView;
  readonly #laboratory = element("div");
  readonly #tabs: Tabs;
  readonly #tour = element("div", { class: "tour" });
  #lab: Promise<LabView> | null = null;

  constructor(first: Address) {
    this.#bar = new AddressBar(first);
    this.#host = new HostView({
      onChange: (settings) => this.#bar.keep({ host: settings }),
      onFirstSeen: () => {
        // Only now: fetching all files earlier would delay the first picture.
        if (import.meta.env.PROD) void keepForOffline();
      },
    });
    this.#tabs = new Tabs({ host: this.#host.element, lab: this.#laboratory }, (tab) => this.#choose(tab));
  }

  /** Fills the page with what the address says; on the first visit with the tour. */
  open(page: HTMLElement): void {
    const tour = element("button", { type: "button", id: "tour", click: () => this.#startTour() }, "Start tour");
    page.replaceChildren(
      element("header", {}, element("h1", {}, "ballonet"), this.#tabs.list, tour),
      this.#tour,
      this.#host.element,
      this.#laboratory,
    );
    const { host, tab } = this.#bar.address;
    if (location.hash === "") this.#startTour();
    else {
      this.#host.show(host);
      this.#choose(tab);
    }
    this.#bar.onMove((address, step) => void this.#move(address, step));
    this.#takeFiles();
  }

  #choose(tab: Tab): void {
    if (this.#bar.address.tab !== tab || location.hash === "") this.#bar.keep({ tab });
    this.#tabs.show(tab);
    this.#host.setVisible(tab === "host");
    if (tab === "lab") void this.#openLab();
  }

  #openLab(): Promise<LabView> {
    // Loaded when the tab is first opened: the host tab does not need it.
    this.#lab ??= import("./lab/view.ts").then(({ LabView }) => {
      const lab = new LabView((settings) => this.#bar.keep({ lab: settings }));
      this.#laboratory.append(lab.element);
      lab.show(this.#bar.address.lab);
      return lab;
    });
    return this.#lab;
  }

  #startTour(from = 0): void {
    this.#choose("host");
    const play = (to: number, settings: HostSettings, speed: number) => {
      this.#bar.step = to;
      this.#host.show(settings);
      this.#host.play(speed);
    };
    this.#tour.replaceChildren(storyOf(from, play, () => this.#endTour()));
  }

  #endTour(): void {
    this.#bar.step = null;
    this.#tour.replaceChildren();
  }

  async #move({ host, tab }: Address, step: number | null): Promise<void> {
    if (step !== null) {
      this.#startTour(step);
      return;
    }
    this.#endTour();
    this.#host.show(host);
    this.#choose(tab);
    if (this.#lab !== null) (await this.#lab).show(this.#bar.address.lab);
  }

  /** Files may be dropped anywhere on the page; the open tab takes them. */
  #takeFiles(): void {
    addEventListener("dragover", (event) => event.preventDefault());
    addEventListener("drop", async (event) => {
      event.preventDefault();
      const files = [...(event.dataTransfer?.files ?? [])];
      if (files.length === 0) return;
      if (this.#bar.address.tab === "host") await this.#host.drop(files);
      else (await this.#openLab()).drop(files);
    });
  }
}
