import { formatMoment } from "ballonet";
import { element } from "../element.ts";
import type { Opened } from "../simulation/messages.ts";
import { fillChoices, row } from "./form.ts";

const SPEEDS = [1, 5, 20, 60, 300];
/** A step of the slider of moments. */
const NS_PER_NOTCH = 1e8;

/** What is done when time is told how to go. */
export interface TimeEvents {
  /** Simulated seconds for each second; 0 stands still. */
  readonly onSpeed: (speed: number) => void;
  readonly onStep: () => void;
  readonly onMoment: (ns: number) => void;
  /** Another manager is put in charge from this moment on, on the hosts of these places. */
  readonly onSwap: (manager: string, hosts: readonly number[]) => void;
}

const BOTH = "both hosts";
/** Which of two hosts side by side is meant. */
const SIDES: { readonly [name: string]: readonly number[] } = {
  [BOTH]: [0, 1],
  "the first host": [0],
  "the second host": [1],
};

/** How the time of the host goes: runs, stands still, a step, back to a moment; and who is in charge from now on. */
export class TimeBar {
  readonly element = element("form", {
    class: "time",
    "aria-label": "Time",
    submit: (event) => event.preventDefault(),
  });
  readonly #events: TimeEvents;
  readonly #play = element("button", { type: "button", id: "play", class: "main" }, "Run");
  readonly #speed = element("select", { id: "speed" });
  readonly #moment = element("input", { type: "range", id: "moment", min: 0, max: 1, step: 1, value: 0 });
  readonly #momentWords = element("span", { class: "moment" });
  readonly #swap = element("select", { id: "swap" });
  readonly #side = element("select", { id: "side" });
  readonly #sideRow = row("on", this.#side);
  #held = false;
  #running = false;
  #durationNs = 0;

  constructor(events: TimeEvents) {
    this.#events = events;
    this.#speed.append(
      ...SPEEDS.map((speed) => element("option", { value: speed, selected: speed === 20 }, `${speed}×`)),
    );
    this.#listen();
    const step = element("button", { type: "button", id: "step", click: () => this.#still(events.onStep) }, "Step");
    const start = () => this.#still(() => events.onMoment(0));
    this.element.append(
      element(
        "div",
        { class: "buttons" },
        this.#play,
        step,
        element("button", { type: "button", id: "restart", click: start }, "To the start"),
      ),
      row("Speed", this.#speed),
      row("Moment", this.#moment, this.#momentWords),
      element("div", { class: "swap" }, row("Manager from now on", this.#swap), this.#sideRow),
    );
    fillChoices(
      this.#side,
      Object.keys(SIDES).map((name) => [name, name] as const),
      BOTH,
    );
    this.showHosts(1);
  }

  /** Begins with a host that was built. */
  fill({ managers, durationNs }: Opened): void {
    this.#durationNs = durationNs;
    this.#moment.max = String(Math.max(1, Math.round(durationNs / NS_PER_NOTCH)));
    fillChoices(this.#swap, [["", "the same"], ...managers.map((name) => [name, name] as const)], null);
  }

  /** Shows how many hosts stand side by side. */
  showHosts(count: number): void {
    this.#sideRow.hidden = count < 2;
  }

  /** Shows where the run is, and the moment it is running to in one go. */
  showMoment(nowNs: number, goalNs: number): void {
    if (!this.#held) this.#moment.value = String(Math.round(goalNs / NS_PER_NOTCH));
    const now = formatMoment(nowNs / 1e9);
    const words = goalNs > nowNs ? `${now}, on the way to ${formatMoment(goalNs / 1e9)} …` : now;
    this.#momentWords.textContent = `${words} of ${formatMoment(this.#durationNs / 1e9)}`;
    this.#moment.setAttribute("aria-valuetext", formatMoment(goalNs / 1e9));
  }

  /** Shows whether the run goes on, and how fast. */
  showSpeed(speed: number): void {
    this.#running = speed > 0;
    this.#play.textContent = this.#running ? "Pause" : "Run";
    if (SPEEDS.includes(speed)) this.#speed.value = String(speed);
  }

  #still(act: () => void): void {
    this.showSpeed(0);
    this.#events.onSpeed(0);
    act();
  }

  #listen(): void {
    this.#play.addEventListener("click", () => {
      this.showSpeed(this.#running ? 0 : Number(this.#speed.value));
      this.#events.onSpeed(this.#running ? Number(this.#speed.value) : 0);
    });
    this.#speed.addEventListener("change", () => {
      if (this.#running) this.#events.onSpeed(Number(this.#speed.value));
    });
    this.#moment.addEventListener("input", () => {
      this.#held = true;
      this.#momentWords.textContent = `to ${formatMoment((Number(this.#moment.value) * NS_PER_NOTCH) / 1e9)}`;
    });
    this.#moment.addEventListener("change", () => {
      this.#held = false;
      this.#still(() => this.#events.onMoment(Number(this.#moment.value) * NS_PER_NOTCH));
    });
    this.#swap.addEventListener("change", () => {
      const hosts = this.#sideRow.hidden ? [0] : (SIDES[this.#side.value] ?? []);
      if (this.#swap.value !== "") this.#events.onSwap(this.#swap.value, hosts);
      // The same manager can be chosen again, for another host or a later moment.
      this.#swap.value = "";
    });
  }
}
