import type { ReplayStep, SteppedReplay, StepsReport } from "../../lab/steps.ts";
import { elementAt } from "../../list/element-at.ts";
import { displayWidth, escapeControls, padToWidth, wrapToWidth } from "../../words/width.ts";
import { painter } from "../words/colour.ts";
import { percent } from "./measure.ts";
import type { LabTextOptions } from "./replay-text.ts";

const LEGEND =
  "F: a fault. left: the page that left memory for it. W behind a page: a write. Each column shows the frames after the reference above it.";

/** Every reference of a replay and what is in the frames after it, as textbooks print it. */
export function stepsText({ replays }: StepsReport, look: LabTextOptions): string {
  return `${["", ...wrapToWidth(LEGEND, look.columns), ...replays.flatMap((replay) => stepsOf(replay, look))].join("\n")}\n`;
}

/** What is in each frame after each reference, a column a reference. */
function stepsOf({ label, frames, faults, steps }: SteppedReplay, { columns, colour }: LabTextOptions): string[] {
  const paint = painter(colour);
  const of = `${steps.length} ${steps.length === 1 ? "reference" : "references"}`;
  const title = `${escapeControls(label)} with ${frames} ${frames === 1 ? "frame" : "frames"}: ${faults} faults of ${of} (${percent(faults / steps.length)} %)`;
  const heads = ["page", ...Array.from({ length: frames }, (_, frame) => `frame ${frame + 1}`), "", "left"];
  const margin = Math.max(...heads.map(displayWidth));
  const body = steps.map(cellsOf);
  const lines = ["", ...wrapToWidth(title, columns).map((line) => paint("heading", line))];
  for (const part of inChunks(body, columns - margin)) {
    const widths = part.map(widthOf);
    const shown = heads.map((head, row) => {
      const cells = part.map((cellsOfStep, at) =>
        padToWidth(elementAt(cellsOfStep, row, "row"), elementAt(widths, at, "step"), "right"),
      );
      const line = `${padToWidth(head, margin, "left")}  ${cells.join("  ")}`.trimEnd();
      return row === 0 ? paint("faint", line) : line;
    });
    if (lines.length > 2) lines.push("");
    // Nothing left: no line for it.
    lines.push(...shown.filter((_, row) => row < heads.length - 1 || part.some((cells) => cells.at(-1) !== "")));
  }
  return lines;
}

function cellsOf({ page, write, fault, evicted, frames }: ReplayStep): string[] {
  const held = frames.map((one) => (one === null ? "" : escapeControls(one)));
  return [escapeControls(page) + (write ? " W" : ""), ...held, fault ? "F" : "", escapeControls(evicted.join(" "))];
}

function widthOf(cells: readonly string[]): number {
  return Math.max(1, ...cells.map(displayWidth));
}

/** Steps in groups that fit beside each other, at least one a group. */
function inChunks(steps: readonly (readonly string[])[], room: number): (readonly string[])[][] {
  const groups: (readonly string[])[][] = [];
  let left = 0;
  for (const step of steps) {
    const needed = widthOf(step) + 2;
    const group = groups.at(-1);
    if (group === undefined || needed > left) {
      groups.push([step]);
      left = room - needed;
    } else {
      group.push(step);
      left -= needed;
    }
  }
  return groups;
}
