import { colourAt, densityAt, formatFigureValue } from "ballonet";
import { element } from "../element.ts";
import type { Opened, View } from "../simulation/messages.ts";

interface Bar {
  readonly used: HTMLElement;
  readonly balloon: HTMLElement;
  readonly target: HTMLElement;
  readonly words: HTMLElement;
}

/** A bar for each guest: what is in use from the left, the balloon that grows from the right, and a mark where it is asked to be. */
export class BalloonBars {
  readonly element = element("div", { class: "balloons" });
  #facts: Opened | null = null;
  #bars: Bar[] = [];

  reset(facts: Opened): void {
    this.#facts = facts;
    this.element.replaceChildren();
    this.#bars = facts.vms.map(({ name }, vm) => {
      const used = element("span", { class: "used" });
      used.style.background = colourAt(vm);
      used.style.opacity = String(Math.min(1, densityAt(vm) + 0.15));
      const balloon = element("span", { class: "balloon" });
      const target = element("span", { class: "target" });
      const words = element("span", { class: "words" });
      this.element.append(
        element(
          "div",
          { class: "guest" },
          element("span", { class: "name" }, name),
          element("div", { class: "bar" }, used, balloon, target),
          words,
        ),
      );
      return { used, balloon, target, words };
    });
  }

  show({ state, targetPages }: View): void {
    const facts = this.#facts;
    if (facts === null) return;
    for (const [vm, { used, balloon, target, words }] of this.#bars.entries()) {
      const guest = state.vms[vm];
      const fact = facts.vms[vm];
      if (guest === undefined || fact === undefined) continue;
      const share = (pages: number) => `${(100 * pages) / fact.memoryPages}%`;
      const inUse = fact.memoryPages - guest.freePages - guest.balloonPages;
      used.style.width = share(inUse);
      balloon.style.width = share(guest.balloonPages);
      target.style.right = share(targetPages[vm] ?? 0);
      const size = (pages: number) => formatFigureValue(pages * facts.pageBytes, "bytes");
      const swapped = guest.hostSwapUsedPages + guest.swapUsedPages;
      const swap = swapped > 0 ? `, ${size(swapped)} swapped` : "";
      const gone = guest.status === "running" ? "" : ` (${guest.status.replaceAll("-", " ")})`;
      words.textContent = `${size(inUse)} in use, balloon ${size(guest.balloonPages)}${swap}${gone}`;
    }
  }
}
