import { painter } from "../../report/words/colour.ts";
import { foldSeries, sparkline } from "../../report/words/sparkline.ts";
import type { Condensing } from "../../trace/condensing.ts";
import type { PassedTrace } from "../../trace/read.ts";
import { readingInWords } from "../../trace/reading.ts";
import type { Reuse, Survey } from "../../trace/sink/survey.ts";
import { formatBytes, formatCount, formatShare } from "../../words/units.ts";
import { cutToWidth, escapeControls, hangBeside, padToWidth } from "../../words/width.ts";
import type { Look } from "../console/terminal.ts";

const LABEL = 12;

/** Statistics of a trace as text for a terminal. */
export function traceReport(name: string, passed: PassedTrace, survey: Survey, { columns, colour }: Look): string {
  const { references, writes, distinctPages, reuse, footprint } = survey;
  const paint = painter(colour);
  const fact = (label: string, text: string) => hangBeside(padToWidth(label, LABEL, "left"), text, columns);
  const size = passed.pageBytes === null ? "" : `, ${formatBytes(distinctPages * passed.pageBytes, 3)}`;
  const marks = Math.min(64, columns - LABEL);
  const bars = sparkline(foldSeries(footprint.pages, marks, "largest"), 0, distinctPages);
  const lines = [
    paint("heading", cutToWidth(escapeControls(name), columns)),
    ...fact("format", formatInWords(passed)),
    ...fact("", escapeControls(readingInWords(passed.reading))),
    ...fact("references", `${references} (${formatCount(references, 3)})`),
    ...(passed.condensing === null ? [] : fact("condensed", condensingInWords(passed.condensing))),
    ...fact("writes", writes === 0 ? "none" : `${writes}, ${formatShare(writes / references)} of the references`),
    ...fact("pages", `${distinctPages} distinct${size}`),
    ...fact("reuse", reuseInWords(reuse)),
    ...fact("footprint", bars),
    ...fact("", `pages touched so far, from the first reference to the last; the highest is ${distinctPages}`),
  ];
  return `${lines.join("\n")}\n`;
}

function formatInWords({ format, packing, pageBytes }: PassedTrace): string {
  const packed = packing === "none" ? "" : `, packed with ${packing}`;
  const pages = pageBytes === null ? "page size unknown" : `pages of ${formatBytes(pageBytes)}`;
  return `${format}${packed}; ${pages}`;
}

function condensingInWords({ condensedFrames, originalReferences }: Condensing): string {
  const of =
    originalReferences === null ? "" : ` of ${originalReferences} references (${formatCount(originalReferences, 3)})`;
  return `hits in ${condensedFrames} frames of LRU are left out${of}; the trace is valid from ${condensedFrames} frames up`;
}

function reuseInWords({ references, share, median, p90, p99, longest }: Reuse): string {
  if (references === 0) return "none: no page is referenced twice";
  const percent = formatShare(share);
  const within = `half of these within ${median} references, 90 % within ${p90}, 99 % within ${p99}, all within ${longest}`;
  return `${percent} of the references come back to a page: ${within}`;
}
