/**
 * Formats a validation as a section of the page. A validation exports `title`, `published` (the result and its source), `setup` (what is
 * simulated), `leavesOut`, and `measure()`, which returns tables and their interpretation.
 */
export function sectionOf({ title, published, setup, leavesOut }, { tables, reading }) {
  const parts = [
    `## ${title}`,
    paragraph(`**Published.** ${published}`),
    paragraph(`**Simulated.** ${setup}`),
    ...tables.map(markdownTable),
    paragraph(reading),
    paragraph(`**Left out.** ${leavesOut}`),
  ];
  return `${parts.join("\n\n")}\n`;
}

const COLUMNS = 100;

/** A text in lines of at most 100 columns, or of as many as given. */
export function paragraph(text, columns = COLUMNS) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1);
    if (line === "") lines[lines.length - 1] = word;
    else if ([...line].length + 1 + [...word].length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(word);
  }
  return lines.join("\n");
}

/** A Markdown table; the first row is the header. */
export function markdownTable(rows) {
  const widths = rows[0].map((_, column) => Math.max(3, ...rows.map((row) => String(row[column]).length)));
  const line = (cells) => `| ${cells.map((cell, column) => String(cell).padEnd(widths[column])).join(" | ")} |`;
  const [head, ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}
