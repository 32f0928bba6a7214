// Finds archaic, inverted or unclear forms in the project's texts, and Markdown prose over 100 columns.
// Usage: npm run lint:english [-- FILE…]; prints `file:line: "form": write …` and exits 1 when it finds any.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

const MARKDOWN_COLUMNS = 100;

/** A word, or words that may be parted by a line break: as a regular expression; and what to write instead. */
const FORMS = [
  // Archaic words.
  ["shall", "is to, must, or the present tense"],
  ["anew", "again"],
  ["foretell|foretells|foretold", "predict"],
  ["upon", "on"],
  ["whilst", "while"],
  ["amongst|amidst|betwixt", "among, amid, between"],
  ["hence|thence|whence", "so, from there, from where"],
  ["henceforth|hitherto|heretofore|hereafter", "from then on, so far, before, later"],
  ["thereof|therein|thereby|thereupon|thereto|therefrom|therewith", "of it, in it, by that, then"],
  ["whereby|wherein|whereof|whereupon|hereby|herein", "by which, in which, of which, then, here"],
  ["albeit|notwithstanding", "although, despite"],
  ["ere|lest", "before, so that … not"],
  ["nay|oft|unto|nigh|forthwith", "no, often, to, near, at once"],
  ["aforesaid|aforementioned", "this, the"],
  ["aught|naught|ought", "anything, nothing, should"],
  ["to wit", "namely"],
  ["as ever", "as usual"],
  ["as yet", "yet, so far"],
  ["of late", "recently"],
  ["for ever", "forever, permanently"],
  ["for want of", "because there is no"],
  ["in the name of", "on behalf of"],
  ["in vain", "without result, or say what failed"],
  ["be it|be they|if it be", "whether it is"],
  ["were it|had it not", "if it were, if it had not"],
  ["must needs|needs must", "must"],
  ["to be had|is had|are had", "available, read, used"],
  ["that which", "what"],

  // Persons where the text is about threads, tasks and readers.
  ["one's own|of one's own", "your own, or its own"],
  ["himself", "itself"],
  [
    "(?:before|for|to|which|when|from|than|as|with|by) who (?:needs|wants|waits|writes|gives|grows|asks|has|reads|acts|takes|fails|pays)",
    "name the actor: the task, the thread, the VM, the reader",
  ],
  ["who waits", "name what waits: the task, the thread, the VM"],

  // Inverted or elliptic forms.
  ["told of", "told about, notified of"],
  ["what there is (?:not|to)", "missing values; all the memory, all the fields"],
  ["there is to (?:use|compute|know|say|do|compare)", "say what: usable memory, all the work"],
  ["of equals", "on a tie"],
  ["by what it takes", "÷ its compressed size"],
  ["by what (?:a|the|they) \\w+ (?:is|are) (?:a|the|of)", "grouped by"],
  ["may be under way", "in flight"],
  ["(?:at most|every|after|through|of|than) so many", "a given number of"],
  ["but for", "except, apart from"],
  ["what (?:came|comes) of", "the result of"],
  ["beside what", "in addition to"],
  ["(?:has|have) the word", "is used, decides"],
  ["held to the truth", "verified"],
  ["is to be seen|are to be seen", "shows, can be seen"],
  ["on (?:its|their) own account", "by itself, on its own initiative"],
  ["with which pages it would do", "which page size would fit"],
  ["the like of (?:it|them)", "a similar one"],
];

/** Texts of others, kept as they are; this table and its test. */
const LEFT_OUT = [
  /^test\/manager\/vectors\//,
  /^package-lock\.json$/,
  /^LICENSE$/,
  /^(?:scripts\/check-english\.mjs|test\/scripts\/english\.test\.ts)$/,
];
const TEXTS = /\.(?:md|ts|mjs|js|yaml|html|sh|c)$|^\.ci\/run$/;

/** What may stand between two words of a form: blanks, or a line break with a comment's or a list's mark. */
const BETWEEN = String.raw`(?:[^\S\n]+|[^\S\n]*\n[^\S\n]*(?:(?:\*|\/\/|#|>)[^\S\n]*)?)`;

const forms = FORMS.map(([form, instead]) => ({
  pattern: new RegExp(`(?<![\\w-])(?:${form.replaceAll(" ", BETWEEN)})(?![\\w-])`, "gi"),
  instead,
}));

function formsIn(text) {
  return forms.flatMap(({ pattern, instead }) =>
    [...text.matchAll(pattern)].map((match) => ({
      line: text.slice(0, match.index).split("\n").length,
      message: `"${match[0].replace(/\s+(?:[*#>]|\/\/)?\s*/g, " ")}": write ${instead}`,
    })),
  );
}

/** Prose that a line break could have parted: no table, no code, no picture, no single long word. */
function longLinesIn(text) {
  const found = [];
  let fence = "";
  for (const [at, line] of text.split("\n").entries()) {
    const [, mark = ""] = /^\s*(?:[-*] |\d+\. )?(`{3,}|~{3,})/.exec(line) ?? [];
    if (fence !== "") {
      if (mark.startsWith(fence) && line.trim() === mark) fence = "";
      continue;
    }
    if (mark !== "") {
      fence = mark;
      continue;
    }
    const columns = [...line].length;
    if (columns <= MARKDOWN_COLUMNS || /^\s*(?:\||!\[|<!--|#)/.test(line)) continue;
    if (!/\S\s+\S/.test(line.replace(/^\s*(?:[-*>]|\d+\.)\s+/, ""))) continue;
    found.push({ line: at + 1, message: `"${columns} columns": write lines of at most ${MARKDOWN_COLUMNS}` });
  }
  return found;
}

const named = process.argv.slice(2);
const tracked = () => execFileSync("git", ["ls-files"], { encoding: "utf8" }).split("\n");
const files = (named.length > 0 ? named : tracked()).filter(
  (file) => TEXTS.test(file) && !LEFT_OUT.some((pattern) => pattern.test(file)),
);
let hits = 0;
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const found = [...formsIn(text), ...(file.endsWith(".md") ? longLinesIn(text) : [])];
  for (const { line, message } of found.sort((one, other) => one.line - other.line)) {
    console.log(`${file}:${line}: ${message}`);
  }
  hits += found.length;
}
if (hits > 0) {
  console.error(`${hits} forms to rewrite`);
  process.exit(1);
}
