/** Characters of width 0: combining marks, joiners, direction marks. */
const ZERO = /^[\p{Mn}\p{Me}\p{Cf}\u1160-\u11ff]$/u;

/** Characters of width 2: East Asian wide and full-width forms, emoji. */
const WIDE =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{16fe0}-\u{18aff}\u{1b000}-\u{1b2ff}\u{20000}-\u{3fffd}\p{Emoji_Presentation}]$/u;

/** Possible line breaks: spaces, except between a number and its unit. */
const SPACE = / +(?!(?:[KMGTPE]iB|B|[kMG]|min|ms|µs|ns|s|h|%|×)(?![\p{L}\d]))/u;

/** Width of a text in terminal columns. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** Cuts a text to the given width, ending in `…`; empty for width 0. */
export function cutToWidth(text: string, columns: number): string {
  if (displayWidth(text) <= columns) return text;
  if (columns < 1) return "";
  let kept = "";
  let width = 1;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Pads a text with spaces to at least the given width. */
export function padToWidth(text: string, columns: number, align: "left" | "right"): string {
  const spaces = " ".repeat(Math.max(0, columns - displayWidth(text)));
  return align === "left" ? text + spaces : spaces + text;
}

/** Writes control characters and invisible characters as `\u{…}`. */
export function escapeControls(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (character) => {
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Wraps a text at spaces into lines of at most the given width; a longer word is cut. */
export function wrapToWidth(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(SPACE)) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && displayWidth(longer) > columns) {
      lines.push(cutToWidth(line, columns));
      line = word;
    } else {
      line = longer;
    }
  }
  return [...lines, cutToWidth(line, columns)];
}

/** A label followed by a text that is wrapped in the column beside it; no line is wider than `columns`. */
export function hangBeside(label: string, text: string, columns: number): string[] {
  const width = displayWidth(label);
  return wrapToWidth(text, Math.max(1, columns - width)).map((line, i) => {
    return cutToWidth((i === 0 ? label : " ".repeat(width)) + line, columns);
  });
}

function characterWidth(character: string): number {
  if (ZERO.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
