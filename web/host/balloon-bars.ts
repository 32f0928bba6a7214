import { colourAt, densityAt, formatFigureValue } from "ballonet";
import { element } from "../element.ts";
import { elementAt } from "../element-at.ts";
import type { Opened, View } from "../simulation/messages.ts";

interface Bar {
  readonly memoryPages: number;
  readonly backed: HTMLElement;
  readonly swapped: HTMLElement;
  readonly balloon: HTMLElement;
  readonly used: HTMLElement;
  readonly target: HTMLElement;
  readonly words: HTMLElement;
}

/** CSS class and label of each part of a bar, from left to right. */
const LEGEND = [
  ["backed", "on the host"],
  ["swapped", "in host swap"],
  ["balloon", "in the balloon"],
  ["used", "used by the guest (line)"],
] as const;

/**
 * One bar per guest: from the left the memory in host frames, then the memory in host swap; from the right the balloon, with a mark at its
 * target. The line below shows the memory the guest uses. Memory the guest has freed stays in host frames until a balloon takes it.
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
    this.#bars = facts.vms.map(({ name, memoryPages }, vm) => {
      const part = (kind: string) => element("span", { class: kind });
      const bar: Bar = {
        memoryPages,
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
    for (const [vm, { memoryPages, backed, swapped, balloon, used, target, words }] of this.#bars.entries()) {
      const guest = elementAt(state.vms, vm);
      const share = (pages: number) => `${(100 * pages) / memoryPages}%`;
      const inUse = memoryPages - guest.freePages - guest.balloonPages;
      backed.style.width = share(guest.backedPages);
      used.style.width = share(inUse);
      swapped.style.left = share(guest.backedPages);
      swapped.style.width = share(guest.hostSwapUsedPages);
      balloon.style.width = share(guest.balloonPages);
      target.style.right = share(elementAt(targetPages, vm));
      const size = (pages: number) => formatFigureValue(pages * facts.pageBytes, "bytes");
      const swap = (pages: number, where: string) => (pages > 0 ? `, ${size(pages)} in ${where} swap` : "");
      const gone = guest.status === "running" ? "" : ` (${guest.status.replaceAll("-", " ")})`;
      words.textContent =
        `${size(inUse)} used, ${size(guest.backedPages)} on the host` +
        `${swap(guest.hostSwapUsedPages, "host")}${swap(guest.swapUsedPages, "its own")}, balloon ${size(guest.balloonPages)}${gone}`;
    }
  }
}
