import { colourAt, densityAt, formatFigureValue } from "ballonet";
import { element } from "../element.ts";
import type { Opened, View } from "../simulation/messages.ts";

interface Bar {
  readonly backed: HTMLElement;
  readonly swapped: HTMLElement;
  readonly balloon: HTMLElement;
  readonly used: HTMLElement;
  readonly target: HTMLElement;
  readonly words: HTMLElement;
}

/** What the parts of a bar are, in the order in which they stand. */
const LEGEND = [
  ["backed", "on the host"],
  ["swapped", "in host swap"],
  ["balloon", "in the balloon"],
  ["used", "as much as the guest uses"],
] as const;

/**
 * A bar for each guest's memory: from the left what host frames back, then what lies in host swap; the balloon grows from the right, with a mark
 * where it is asked to be. A line below is as long as what the guest uses: what it has freed stays on the host until a balloon takes it.
 */
export class BalloonBars {
  readonly element = element("div", { class: "balloons" });
  #facts: Opened | null = null;
  #bars: Bar[] = [];

  reset(facts: Opened): void {
    this.#facts = facts;
    const legend = LEGEND.map(([kind, title]) =>
      element("span", {}, element("span", { class: `key ${kind}`, "aria-hidden": "true" }), title),
    );
    this.element.replaceChildren(element("p", { class: "legend faint" }, ...legend));
    this.#bars = facts.vms.map(({ name }, vm) => {
      const part = (kind: string) => element("span", { class: kind });
      const bar: Bar = {
        backed: part("backed"),
        swapped: part("swapped"),
        balloon: part("balloon"),
        used: part("used"),
        target: part("target"),
        words: element("span", { class: "words" }),
      };
      const density = Math.min(1, densityAt(vm) + 0.15);
      for (const one of [bar.backed, bar.swapped]) one.style.setProperty("--guest", colourAt(vm));
      bar.backed.style.opacity = String(density);
      const { backed, swapped, balloon, used, target, words } = bar;
      this.element.append(
        element(
          "div",
          { class: "guest" },
          element("span", { class: "name", title: name }, name),
          element("div", { class: "bar" }, backed, swapped, balloon, used, target),
          words,
        ),
      );
      return bar;
    });
  }

  show({ state, targetPages }: View): void {
    const facts = this.#facts;
    if (facts === null) return;
    for (const [vm, { backed, swapped, balloon, used, target, words }] of this.#bars.entries()) {
      const guest = state.vms[vm];
      const fact = facts.vms[vm];
      if (guest === undefined || fact === undefined) continue;
      const share = (pages: number) => `${(100 * pages) / fact.memoryPages}%`;
      const inUse = fact.memoryPages - guest.freePages - guest.balloonPages;
      backed.style.width = share(guest.backedPages);
      used.style.width = share(inUse);
      swapped.style.left = share(guest.backedPages);
      swapped.style.width = share(guest.hostSwapUsedPages);
      balloon.style.width = share(guest.balloonPages);
      target.style.right = share(targetPages[vm] ?? 0);
      const size = (pages: number) => formatFigureValue(pages * facts.pageBytes, "bytes");
      const swap = (pages: number, where: string) => (pages > 0 ? `, ${size(pages)} in ${where} swap` : "");
      const gone = guest.status === "running" ? "" : ` (${guest.status.replaceAll("-", " ")})`;
      words.textContent =
        `${size(inUse)} used, ${size(guest.backedPages)} on the host` +
        `${swap(guest.hostSwapUsedPages, "host")}${swap(guest.swapUsedPages, "its own")}, balloon ${size(guest.balloonPages)}${gone}`;
    }
  }
}
