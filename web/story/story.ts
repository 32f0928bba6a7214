import { element } from "../element.ts";
import { defaultSettings, type HostSettings } from "../settings/settings.ts";

interface Step {
  readonly title: string;
  readonly text: string;
  readonly settings: HostSettings;
  readonly speed: number;
}

const overcommit = { ...defaultSettings, example: "overcommit" };

const steps: readonly Step[] = [
  {
    title: "1. An overcommitted host",
    text: "Eight VMs of 8 GiB were promised 64 GiB; the host has 32 GiB. Each bar below is a guest: the coloured part is in host memory, and the line under it shows how much the guest uses. Six guests have freed most of the memory they once used, but the host does not know that and is nearly full.",
    settings: overcommit,
    speed: 20,
  },
  {
    title: "2. Balloons inflate",
    text: "The manager asks the balloons (hatched, from the right) for memory. Each guest puts its free pages into its balloon, and the host gets those frames back: the grey part of the map, free memory, grows.",
    settings: { ...overcommit, atNs: 20e9 },
    speed: 20,
  },
  {
    title: "3. Memory moves to busy guests",
    text: "After a minute two VMs become busy. On the first host the balloons have collected frames for them, and host swap stays empty. The second host has no balloons: it cannot tell which memory was freed and writes more than 5 GiB of it to host swap (striped). When the six idle guests wake after eight minutes, they must read it back before they can use it. On the second host they are then twice as slow; on the first they are not slowed down until its memory is used up.",
    settings: { ...overcommit, versus: "none", atNs: 60e9 },
    speed: 60,
  },
  {
    title: "4. All guests are busy",
    text: "Now all eight VMs use 5 GiB each. They need 40 GiB and the host has 31: the balloons find no free memory, host swap fills, and every VM slows down. No manager can give out memory the host does not have.",
    settings: { ...defaultSettings, example: "busy" },
    speed: 5,
  },
  {
    title: "5. A balloon that deflates too late",
    text: "Ballooning can also cause the slowdown. While app was idle, its balloon took 6 of its 8 GiB. App wakes after half a minute and swaps inside the guest although the host has 12 GiB free, because the manager returns only 100 MiB every ten seconds. Without a balloon it would not be slowed down. Use the controls to try another manager or more memory.",
    settings: { ...defaultSettings, example: "reassign" },
    speed: 20,
  },
];

/** The guided tour: each step starts a scenario and explains what it shows. Opens at step `from`. */
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
    next.textContent = at === steps.length - 1 ? "Finish" : "Next";
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
    element("div", { class: "buttons" }, back, next, element("button", { type: "button", click: close }, "Close tour")),
  );
  show(Math.min(Math.max(0, from), steps.length - 1), false);
  return card;
}
