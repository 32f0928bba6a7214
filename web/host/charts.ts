import type { FigureSheet } from "ballonet";
import type { DrawnFigures } from "ballonet/chart";
import { element } from "../element.ts";

type Drawing = typeof import("ballonet/chart");

/** The charts of a run, updated as it proceeds. The chart library is loaded while the host is being built; the map does not need it. */
export class Charts {
  readonly element = element("div", { class: "charts" });
  #drawing: Drawing | null = null;
  #sheet: FigureSheet | null = null;
  #beside: FigureSheet | null = null;
  #drawn: DrawnFigures | null = null;

  /** Removes the charts of the last run, but keeps their height so that nothing below moves until the new ones are drawn. */
  clear(): void {
    this.element.style.minHeight = `${this.element.offsetHeight}px`;
    this.#drawn?.remove();
    this.#drawn = null;
    this.#sheet = null;
    this.#beside = null;
    void this.#fetch();
  }

  /** `beside`: the charts of the other host in split view; both share their scales. */
  show(sheet: FigureSheet, beside: FigureSheet | null): void {
    this.#sheet = sheet;
    this.#beside = beside;
    if (this.#drawn !== null) this.#drawn.update(sheet, beside ?? undefined);
    else if (this.#drawing !== null) {
      this.#drawn = this.#drawing.drawFigures(this.element, sheet, beside ?? undefined);
      this.element.style.minHeight = "";
    }
  }

  remove(): void {
    this.#drawn?.remove();
    this.element.remove();
  }

  async #fetch(): Promise<void> {
    this.#drawing ??= await import("ballonet/chart");
    if (this.#sheet !== null && this.#drawn === null) this.show(this.#sheet, this.#beside);
  }
}
