import { markdownTable, paragraph } from "../../section.mjs";
import { SECTIONS } from "./sections.mjs";

const HEAD = ["measured", "counted", "real kernel", "its runs", "ballonet", "difference", "within"];

/** docs/kernel.md: `comparisons` as the tests of test/kernel record them (test/kernel/comparison.ts), `about` the rows of about.csv. */
export function pageOf(comparisons, about) {
  const order = [...SECTIONS.keys()];
  const unknown = comparisons.find(({ table }) => !SECTIONS.has(table));
  if (unknown !== undefined)
    throw new Error(`docs/kernel.md has no section for ${unknown.table}: add it to sections.mjs`);
  const sections = order.map((table) => [table, comparisons.filter((one) => one.table === table)]);
  const measured = sections.filter(([, rows]) => rows.length > 0);
  const parts = [
    "# As the real kernel does",
    ...introduction(about).map((text) => paragraph(text)),
    markdownTable([
      ["", "numbers", "within", "off", "not held"],
      ...measured.map(([table, rows]) => summary([SECTIONS.get(table).title, rows])),
      summary(["all", comparisons]),
    ]),
    ...measured.map(section),
  ];
  return `${parts.join("\n\n")}\n`;
}

const IN_README =
  /[\d,]+(\s+numbers,\s+)[\d,]+(\s+are\s+as\s+close\s+as\s+the\s+tests\s+demand,\s+)[\d,]+(\s+are\s+off)/;

/** README.md with the numbers of its sentence on docs/kernel.md. */
export function summedUp(readme, comparisons) {
  if (!IN_README.test(readme)) throw new Error(`README.md says nothing like ${IN_README.source}`);
  const [, numbers, within, off] = summary(["all", comparisons]).map((count) => count.toLocaleString("en-US"));
  return readme.replace(IN_README, `${numbers}$1${within}$2${off}$3`);
}

function introduction(about) {
  const all = (what) => about.filter((row) => row.what === what).map(({ value }) => value);
  const date = all("date").join(" and ");
  return [
    "The real Linux, run as a guest under QEMU, beside ballonet asked the same. The kernels are Debian's, unchanged: " +
      `${list(all("kernel"))}. Measured on ${date} with QEMU ${list(all("qemu"))}, accelerator ${list(all("accelerator"))}, one CPU.`,
    "`npm run validate:kernel` measures again and writes this page from what it finds; `npm run validate:kernel:page` writes it from " +
      "the committed tables, `test/kernel/measured`. The tests in `test/kernel` hold every number here; _within_ says whether the number " +
      "is inside what the test of its row allows. Nothing is left out: a row that is off is listed with the reason. How it is measured, " +
      "and how to add a case: [validation/kernel/README.md](../validation/kernel/README.md).",
  ];
}

const isHeld = ({ allowed }) => allowed !== null;
const isWithin = ({ simulated, allowed }) => simulated >= allowed[0] && simulated <= allowed[1];
const verdict = (one) => (isHeld(one) ? (isWithin(one) ? "yes" : "**no**") : "not held");

function summary([title, rows]) {
  const held = rows.filter(isHeld);
  const good = held.filter(isWithin).length;
  return [title, rows.length, good, held.length - good, rows.length - held.length];
}

function section([table, rows]) {
  const { title, text } = SECTIONS.get(table);
  const notes = rows.filter((one) => one.reason || verdict(one) === "**no**");
  return [
    `## ${title}`,
    ...text.map((one) => paragraph(one)),
    markdownTable([HEAD, ...rows.map(lineOf)]),
    ...(notes.length === 0 ? [] : [`What is off or not held, and why:`, reasons(notes)]),
  ].join("\n\n");
}

function lineOf(one) {
  const { row, counted, real, spread, simulated } = one;
  const runs = spread === undefined || spread[0] === spread[1] ? "" : spread.map(number).join(" to ");
  return [row, counted, number(real), runs, number(simulated), difference(real, simulated), verdict(one)];
}

/** One entry for each reason, with the rows that it explains. */
function reasons(rows) {
  const byReason = new Map();
  for (const { row, reason } of rows) {
    const why = reason || "not explained";
    byReason.set(why, [...new Set([...(byReason.get(why) ?? []), row])]);
  }
  return [...byReason].map(([why, names]) => indented(`- ${list(names)}: ${why}.`)).join("\n");
}

function indented(text) {
  return paragraph(text, 98).replaceAll("\n", "\n  ");
}

function number(value) {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 });
}

function difference(real, simulated) {
  if (real === simulated) return "0";
  const sign = simulated > real ? "+" : "−";
  if (real === 0) return `${sign}${number(Math.abs(simulated))}`;
  return `${sign}${Math.abs((100 * (simulated - real)) / real).toFixed(1)} %`;
}

function list(names) {
  return names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
