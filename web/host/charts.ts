import type { FigureSheet } from "ballonet";
import type { DrawnFigures } from "ballonet/chart";
import { element } from "../element.ts";

type Drawing = typeof import("ballonet/chart");

/** The diagrams of a run, which grow. What draws them is fetched while the host is being built: the map is seen without it. */
export class Charts {
  readonly element = element("div", { class: "charts" });
  #drawing: Drawing | null = null;
  #sheet: FigureSheet | null = null;
  #beside: FigureSheet | null = null;
  #drawn: DrawnFigures | null = null;

  /** Begins with another run, whose diagrams have about the same size: nothing below moves meanwhile. */
  clear(): void {
    this.element.style.minHeight = `${this.element.offsetHeight}px`;
    this.#drawn?.remove();
    this.#drawn = null;
    this.#sheet = null;
    this.#beside = null;
    void this.#fetch();
  }

  /** `beside`: the diagrams of the host beside this one, on whose scales these are drawn. */
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
