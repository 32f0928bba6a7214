import { element } from "../element.ts";
import { firstSettings, type HostSettings } from "../host/settings.ts";

interface Step {
  readonly title: string;
  readonly text: string;
  readonly settings: HostSettings;
  readonly speed: number;
}

const steps: readonly Step[] = [
  {
    title: "1. Promised twice",
    text: "Eight machines of 8 GiB were promised 64 GiB; the host has 32. Each bar below is a guest: coloured is what it uses. While they use little of what they were promised, nobody notices.",
    settings: { ...firstSettings, example: "idle" },
    speed: 20,
  },
  {
    title: "2. Idle guests give",
    text: "The manager asks the balloons (hatched, from the right) for memory that guests do not use. A frame in a balloon is a frame the host can give to somebody else: the grey part of the map is free.",
    settings: { ...firstSettings, example: "idle", atNs: 120e9 },
    speed: 20,
  },
  {
    title: "3. Everybody is busy",
    text: "Now all eight work on 5 GiB. 40 GiB are wanted and 31 are there: the balloons find nothing to take, host swap fills, and every machine slows down. No manager can divide what is not there.",
    settings: { ...firstSettings, example: "busy" },
    speed: 5,
  },
  {
    title: "4. What to do about it",
    text: "When only one wakes up, ballooning helps: its balloon gives back what the others do not need, 100 MiB every ten seconds, and its slowdown falls to nothing. Try another manager, or more memory, with the controls.",
    settings: { ...firstSettings, example: "reassign" },
    speed: 20,
  },
];

/** The guided first run: steps, each a scenario that runs by itself and a few sentences on what is to be seen; it begins with the one at `from`. */
export function storyOf(
  from: number,
  play: (step: number, settings: HostSettings, speed: number) => void,
  close: () => void,
): HTMLElement {
  const heading = element("h2", { id: "story-title", tabindex: -1 });
  const text = element("p");
  const back = element("button", { type: "button" }, "Back");
  const next = element("button", { type: "button" });
  let at = 0;
  const show = (to: number, focus: boolean) => {
    const step = steps[to];
    if (step === undefined) return close();
    at = to;
    heading.textContent = step.title;
    text.textContent = step.text;
    back.disabled = at === 0;
    next.textContent = at === steps.length - 1 ? "On my own" : "Next";
    if (focus) heading.focus();
    play(at, step.settings, step.speed);
  };
  back.addEventListener("click", () => show(at - 1, true));
  next.addEventListener("click", () => show(at + 1, true));
  const card = element(
    "section",
    { class: "story", "aria-labelledby": "story-title" },
    heading,
    text,
    element(
      "div",
      { class: "buttons" },
      back,
      next,
      element("button", { type: "button", click: close }, "Leave the tour"),
    ),
  );
  show(Math.min(Math.max(0, from), steps.length - 1), false);
  return card;
}
