import type { Parameters } from "../../parameter/parameter.ts";
import type { Result } from "../../simulation/result.ts";
import { endlessNotes } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";
import { escapeMarkup } from "../figure/markup.ts";
import { formatMoment } from "../figure/scale.ts";
import { reportPage } from "../page/html-page.ts";
import { legendOf } from "../words/table.ts";
import { unpublishedInWords } from "../words/unpublished.ts";
import { figuresOf } from "./figures.ts";
import { subject, verdict } from "./headline.ts";
import { hostFacts } from "./host-facts.ts";
import { reasonLines } from "./reason-lines.ts";
import { reportRows } from "./rows.ts";
import { VM_COLUMNS, vmCells } from "./vm-table.ts";

/** A run as one page that opens from disk without any network access: its result, figures with a common time axis, and the scenario as run. */
export function runHtml(result: Result, managerParameters: Parameters = {}): string {
  const { scenario } = result;
  const sheet = figuresOf(result);
  const body = [
    `<h1>${text(subject(result))}</h1>`,
    ...(scenario.description === "" ? [] : [`<p class="faint">${text(scenario.description)}</p>`]),
    ...verdict(result).map((sentence) => `<p class="${sentence.tone}">${text(sentence.text)}</p>`),
    ...reasonList(result),
    ...unpublishedInWords(scenario.manager, managerParameters).map((line) => `<p class="warning">${text(line)}</p>`),
    "<h2>Host</h2>",
    `<dl>${hostFacts(result)
      .map(({ label, text: fact, tone }) => `<dt>${text(label)}</dt><dd class="${tone ?? "plain"}">${text(fact)}</dd>`)
      .join("")}</dl>`,
    "<h2>Virtual machines</h2>",
    vmTable(result),
    "<h2>Over time</h2>",
    '<p class="faint">Point at a moment to read it in every diagram; mark a stretch of time to look closer, double-click to see all of it again. Dotted lines are events.</p>',
    '<div id="charts"></div>',
    ...eventList(sheet.events),
    "<h2>Scenario as run</h2>",
    `<details><summary>Every value, defaults filled in</summary><pre>${text(JSON.stringify(scenario, null, 2))}</pre></details>`,
  ];
  return reportPage({ title: `${scenario.name}: a ballonet run`, body, data: { figures: sheet } });
}

function reasonList(result: Result): string[] {
  const items = reasonLines(result).map((line) => `<li>${text(line)}</li>`);
  return items.length === 0 ? [] : [`<ul>${items.join("")}</ul>`];
}

function vmTable(result: Result): string {
  const { pageBytes } = result.scenario;
  const head = VM_COLUMNS.map(({ header, meaning }) => {
    const title = meaning === undefined ? "" : ` title="${text(meaning)}"`;
    return `<th scope="col"${title}>${header.map(text).join("<br>")}</th>`;
  }).join("");
  const notes = [legendOf(VM_COLUMNS), ...endlessNotes(result.vms.flatMap((vm) => [vm.slowdown, vm.worstSlowdown]))];
  const legend = notes.map((note) => `<p class="faint">${text(note)}</p>`).join("");
  const rows = reportRows(result).map((row) => {
    const cells = vmCells(row, pageBytes);
    return `<tr>${cells.map((cell) => `<td class="${cell.tone ?? "plain"}">${text(cell.text)}</td>`).join("")}</tr>`;
  });
  return `<div class="wide" tabindex="0" role="region" aria-label="Virtual machines"><table><thead><tr>${head}</tr></thead><tbody>${rows.join("")}</tbody></table></div>${legend}`;
}

function eventList(events: readonly { readonly seconds: number; readonly text: string }[]): string[] {
  if (events.length === 0) return [];
  const items = events.map((event) => `<li><time>${formatMoment(event.seconds)}</time> ${text(event.text)}</li>`);
  return ["<h2>Events</h2>", `<ol>${items.join("")}</ol>`];
}

function text(words: string): string {
  return escapeMarkup(escapeControls(words));
}
