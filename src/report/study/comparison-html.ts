import type { Comparison } from "../../study/compare.ts";
import { isMeasured } from "../../study/runs.ts";
import { endlessNotes } from "../../words/units.ts";
import { escapeControls } from "../../words/width.ts";
import { escapeMarkup } from "../figure/markup.ts";
import { reportPage } from "../page/html-page.ts";
import { type Cell, type Column, legendOf } from "../words/table.ts";
import { comparisonSvg } from "./comparison-svg.ts";
import {
  blameNotes,
  COLUMNS,
  inWords,
  measureCells,
  slowdownsOf,
  valueCells,
  variationColumns,
} from "./comparison-text.ts";
import { noBoundNotes } from "./no-bound.ts";

/** Runs side by side as one page that opens from disk and asks nothing of any network: bars of what they are measured by, and the whole table. */
export function comparisonHtml(comparison: Comparison): string {
  const { scenario, variations, rows } = comparison;
  const runs = rows.length === 1 ? "1 run" : `${rows.length} runs`;
  const hasBest = rows.some(({ distanceToBest }) => distanceToBest !== null);
  const columns = [...variationColumns(variations), ...(hasBest ? COLUMNS : COLUMNS.slice(0, -1))];
  const head = columns.map(headCell).join("");
  const lines = rows
    .filter(({ outcome }) => isMeasured(outcome))
    .map((row) => [...valueCells(row.values), ...measureCells(row)].slice(0, columns.length))
    .map((cells) => `<tr>${cells.map(cellOf).join("")}</tr>`);
  const problems = rows.flatMap(({ values, outcome }) =>
    isMeasured(outcome) ? [] : [`<p class="bad">${text(`${inWords(variations, values)}: ${outcome.problem}`)}</p>`],
  );
  const reasons = rows.flatMap(({ values, outcome }) => blameNotes(inWords(variations, values), outcome));
  const body = [
    `<h1>${text(scenario)}: ${runs} side by side</h1>`,
    ...problems,
    `<div class="wide" tabindex="0" role="region" aria-label="The runs as bars">${comparisonSvg(comparison)}</div>`,
    "<h2>Every measure</h2>",
    `<p class="faint">${text(legendOf(columns))}</p>`,
    `<div class="wide" tabindex="0" role="region" aria-label="Every measure"><table><thead><tr>${head}</tr></thead><tbody>${lines.join("")}</tbody></table></div>`,
    ...[...endlessNotes(rows.flatMap(({ outcome }) => slowdownsOf(outcome))), ...noBoundNotes(variations, rows)].map(
      (note) => `<p class="faint">${text(note)}</p>`,
    ),
    ...(reasons.length > 0
      ? ["<h2>Why</h2>", `<ul>${reasons.map((note) => `<li>${text(note)}</li>`).join("")}</ul>`]
      : []),
  ];
  return reportPage({ title: `${scenario}: a ballonet comparison`, body, data: {} });
}

function headCell({ header, meaning }: Column): string {
  const title = meaning === undefined ? "" : ` title="${text(meaning)}"`;
  return `<th scope="col"${title}>${header.map(text).join("<br>")}</th>`;
}

function cellOf({ text: words, tone }: Cell): string {
  return `<td class="${tone ?? "plain"}">${text(words)}</td>`;
}

function text(words: string): string {
  return escapeMarkup(escapeControls(words));
}
