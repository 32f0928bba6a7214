/**
 * Formats a validation as a section of the page. A validation exports `title`, `published` (the result and its source), `setup` (what is
 * simulated), `leavesOut`, and `measure()`, which returns tables and their interpretation.
 */
export function sectionOf({ title, published, setup, leavesOut }, { tables, reading }) {
  const parts = [
    `## ${title}`,
    `**Published.** ${published}`,
    `**Simulated.** ${setup}`,
    ...tables.map(markdownTable),
    reading,
    `**Left out.** ${leavesOut}`,
  ];
  return `${parts.join("\n\n")}\n`;
}

/** A Markdown table; the first row is the header. */
function markdownTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => String(row[column]).length)));
  const line = (cells) => `| ${cells.map((cell, column) => String(cell).padEnd(widths[column])).join(" | ")} |`;
  const [head, ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
