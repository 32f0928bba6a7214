import { formatMoment } from "ballonet";
import { element } from "../element.ts";
import type { Opened } from "../simulation/messages.ts";
import { fillChoices, row } from "./form.ts";

const SPEEDS = [1, 5, 20, 60, 300];
/** One step of the time slider. */
const NS_PER_SLIDER_STEP = 1e8;

/** Events of the time bar. */
export interface TimeEvents {
  /** Simulated seconds per second; 0: paused. */
  readonly onSpeed: (speed: number) => void;
  readonly onStep: () => void;
  readonly onMoment: (ns: number) => void;
  /** Changes the memory manager now, on the hosts at these indices. */
  readonly onSwap: (manager: string, hosts: readonly number[]) => void;
}

const BOTH = "both hosts";
/** Indices of hosts, by the choice in split view. */
const SIDES: ReadonlyMap<string, readonly number[]> = new Map([
  [BOTH, [0, 1]],
  ["the first host", [0]],
  ["the second host", [1]],
]);

/** Controls of simulated time: run, pause, step, jump to a time; and a change of the memory manager. */
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
  #dragging = false;
  #running = false;
  #durationNs = 0;

  constructor(events: TimeEvents) {
    this.#events = events;
    this.#speed.append(
      ...SPEEDS.map((speed) => element("option", { value: speed, selected: speed === 20 }, `${speed}×`)),
    );
    this.#listen();
    const step = element("button", { type: "button", id: "step", click: () => this.#pauseThen(events.onStep) }, "Step");
    const start = () => this.#pauseThen(() => events.onMoment(0));
    this.element.append(
      element(
        "div",
        { class: "buttons" },
        this.#play,
        step,
        element("button", { type: "button", id: "restart", click: start }, "Restart"),
      ),
      row("Speed", this.#speed),
      row("Time", this.#moment, this.#momentWords),
      element("div", { class: "swap" }, row("Change manager now", this.#swap), this.#sideRow),
    );
    fillChoices(
      this.#side,
      [...SIDES.keys()].map((name) => [name, name] as const),
      BOTH,
    );
    this.showHosts(1);
  }

  /** Shows a newly built host. */
  fill({ managers, durationNs }: Opened): void {
    this.#durationNs = durationNs;
    this.#moment.max = String(Math.max(1, Math.round(durationNs / NS_PER_SLIDER_STEP)));
    fillChoices(this.#swap, [["", "keep the current one"], ...managers.map((name) => [name, name] as const)], null);
  }

  /** Shows the choice of a host when there is more than one. */
  showHosts(count: number): void {
    this.#sideRow.hidden = count < 2;
  }

  /** Shows the current time, and the time the run is jumping to. */
  showMoment(nowNs: number, goalNs: number): void {
    if (!this.#dragging) this.#moment.value = String(Math.round(goalNs / NS_PER_SLIDER_STEP));
    const now = formatMoment(nowNs / 1e9);
    const words = goalNs > nowNs ? `${now}, running to ${formatMoment(goalNs / 1e9)} …` : now;
    this.#momentWords.textContent = `${words} of ${formatMoment(this.#durationNs / 1e9)}`;
    this.#moment.setAttribute("aria-valuetext", formatMoment(goalNs / 1e9));
  }

  /** Shows the speed; 0: paused. */
  showSpeed(speed: number): void {
    this.#running = speed > 0;
    this.#play.textContent = this.#running ? "Pause" : "Run";
    if (SPEEDS.includes(speed)) this.#speed.value = String(speed);
  }

  #pauseThen(act: () => void): void {
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
      this.#dragging = true;
      this.#momentWords.textContent = `to ${formatMoment((Number(this.#moment.value) * NS_PER_SLIDER_STEP) / 1e9)}`;
    });
    this.#moment.addEventListener("change", () => {
      this.#dragging = false;
      this.#pauseThen(() => this.#events.onMoment(Number(this.#moment.value) * NS_PER_SLIDER_STEP));
    });
    this.#swap.addEventListener("change", () => {
      const hosts = this.#sideRow.hidden ? [0] : hostsOf(this.#side.value);
      if (this.#swap.value !== "") this.#events.onSwap(this.#swap.value, hosts);
      // Reset, so that the same manager can be selected again for another host or a later time.
      this.#swap.value = "";
    });
  }
}

function hostsOf(side: string): readonly number[] {
  const hosts = SIDES.get(side);
  if (hosts === undefined) throw new RangeError(`There is no choice "${side}" of hosts.`);
  return hosts;
}
