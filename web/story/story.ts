import { element } from "../element.ts";
import { firstSettings, type HostSettings } from "../settings/settings.ts";

interface Step {
  readonly title: string;
  readonly text: string;
  readonly settings: HostSettings;
  readonly speed: number;
}

const overcommit = { ...firstSettings, example: "overcommit" };

const steps: readonly Step[] = [
  {
    title: "1. Promised twice",
    text: "Eight machines of 8 GiB were promised 64 GiB; the host has 32. Each bar below is a guest: coloured is what lies on the host, and the line under it is as long as what the guest uses. Six of them have freed most of what they once used, but the host does not know, and is nearly full.",
    settings: overcommit,
    speed: 20,
  },
  {
    title: "2. Balloons collect",
    text: "The manager asks the balloons (hatched, from the right) for memory. Each guest puts into its balloon what it has freed, and the host gets those frames back: the grey part of the map, which is free, grows.",
    settings: { ...overcommit, atNs: 20e9 },
    speed: 20,
  },
  {
    title: "3. Frames pass to who needs them",
    text: "After a minute two machines turn busy. On the first host the balloons have frames for them, and host swap stays empty. The second host is the same without balloons: it cannot tell what was freed, and writes more than 5 GiB of it to host swap (striped). When the six wake after eight minutes they must read that back before they can use it: on the second host they are then twice as slow, on the first not at all until its memory is used up.",
    settings: { ...overcommit, versus: "none", atNs: 60e9 },
    speed: 60,
  },
  {
    title: "4. Everybody is busy",
    text: "Now all eight work on 5 GiB. 40 GiB are wanted and 31 are there: the balloons find nothing to take, host swap fills, and every machine slows down. No manager can divide what is not there.",
    settings: { ...firstSettings, example: "busy" },
    speed: 5,
  },
  {
    title: "5. A balloon that comes back too late",
    text: "Ballooning can also be the fault. While app slept its balloon took 6 of its 8 GiB. It wakes after half a minute and swaps inside the guest although the host has 12 GiB free, because the manager gives back only 100 MiB every ten seconds. Without balloons it would not be slow at all. Try another manager, or more memory, with the controls.",
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
