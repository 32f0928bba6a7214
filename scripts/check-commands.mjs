// Runs the commands of the README, tutorials and recipes, and compares the tutorials' outputs with the pages.
// Usage: npm run build && node scripts/check-commands.mjs [--write] [PAGE…]
//
// ```LANGUAGE file=NAME   the text is saved under this name for the page's commands
// ```LANGUAGE same=PATH   the text must equal this file of the project
// ```console              commands after "$ ", each with its output; "…" stands for omitted output
// ```sh                   in the README and the recipes: commands that must succeed, in ten simulated seconds
//
// --write replaces outputs that differ, shortened where the page shortens them.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const FENCE = /^```([a-z]+)(?: (file|same)=(\S+))?\n([\s\S]*?)^```$/gm;
const TUTORIALS = readdirSync(join(ROOT, "docs/tutorials")).map((name) => `docs/tutorials/${name}`);
const SHORT = "--set duration=10s";
/** Pages whose commands need only succeed. */
const ONLY_TRIED = ["README.md", "docs/recipes.md"];
const PAGES = [...ONLY_TRIED, ...TUTORIALS];

/** Creates a reader's working folder: the examples, the package, and the files that the tutorials say to save. */
function readersFolder() {
  const folder = mkdtempSync(join(tmpdir(), "ballonet-page-"));
  mkdirSync(join(folder, "node_modules"));
  mkdirSync(join(folder, "docs"));
  symlinkSync(ROOT, join(folder, "node_modules/ballonet"));
  symlinkSync(join(ROOT, "examples"), join(folder, "examples"));
  symlinkSync(join(ROOT, "test"), join(folder, "test"));
  for (const page of TUTORIALS) {
    for (const [, , kind, name, text] of readFileSync(join(ROOT, page), "utf8").matchAll(FENCE)) {
      if (kind === "file") writeFileSync(join(folder, name), text);
    }
  }
  return folder;
}

/** The commands of a console block with their outputs. */
function commandsIn(text) {
  return text
    .split(/^\$ /m)
    .filter((piece) => piece !== "")
    .map((piece) => {
      const [, command = "", output = ""] = /^((?:.*\\\n)*.*)\n?([\s\S]*)$/.exec(piece) ?? [];
      return { command, output };
    });
}

function printed(command, folder) {
  const program = `node ${join(ROOT, "dist/cli/main.js")}`;
  const { status, stdout, stderr } = spawnSync("bash", ["-ec", command.replaceAll("npx ballonet", program)], {
    cwd: folder,
    encoding: "utf8",
    env: { PATH: process.env.PATH, HOME: process.env.HOME, LANG: "C.UTF-8" },
  });
  if (status !== 0) throw new Error(`exit code ${status}\n${stdout}${stderr}`);
  return stdout;
}

/** A shown output as a pattern: a line "…" matches any number of lines, "…" within a line any text. */
function patternOf(output) {
  const escaped = output.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replace(/^…\n/gm, "(?:.*\\n)*").replaceAll("…", ".*")}$`);
}

/** The letters a line begins with: what stays the same when figures or the end of a sentence change. */
const beginning = (line) => line.replace(/[^a-z]/gi, "").slice(0, 10);

/** Today's output, shortened where the page shortens it; the whole of it where that cannot be found again. */
function shortenedAs(output, now) {
  const lines = now.split("\n").slice(0, -1);
  const pieces = output.split(/^…\n/m);
  const kept = [];
  let from = 0;
  for (const [at, piece] of pieces.entries()) {
    const shown = piece.split("\n").slice(0, -1);
    if (shown.length === 0) continue;
    const find = (line, start) => lines.findIndex((one, index) => index >= start && beginning(one) === beginning(line));
    const first = at === 0 ? 0 : find(shown[0], from);
    const last =
      at === pieces.length - 1 ? lines.length - 1 : find(shown.at(-1), first + Math.min(1, shown.length - 1));
    if (first < 0 || last < first) return now;
    kept[at] = lines.slice(first, last + 1).map((line) => `${line}\n`);
    from = last + 1;
  }
  return pieces.map((_, at) => (kept[at] ?? []).join("")).join("…\n");
}

function checkedConsole(text, folder, report) {
  return commandsIn(text)
    .map(({ command, output }) => {
      try {
        const now = printed(command, folder);
        // A page may omit the output of a command that writes a file.
        if (patternOf(output).test(now)) return { command, output };
        report(`$ ${command}\nprints something else:\n${now}`);
        return { command, output: shortenedAs(output, now) };
      } catch (error) {
        report(`$ ${command}\n${error.message}`);
        return { command, output };
      }
    })
    .map(({ command, output }) => `$ ${command}\n${output}`)
    .join("");
}

/** Commands that need only the package and its examples; others serve, install or need a reader's file. */
const TRIED =
  /npx ballonet (?:run|compare|plan|list|schema) |npx ballonet import \w+ test\/|npx ballonet .*examples\/|\.txt && npx ballonet /;

/** Runs the commands of a block, with simulations limited to ten simulated seconds. */
function tryCommands(text, folder, report) {
  for (const command of text.split(/(?<!\\)\n/).filter((line) => TRIED.test(line))) {
    try {
      printed(command.replace(/ballonet (?:run|compare|plan) [^|#\n]*/, `$& ${SHORT} `), folder);
    } catch (error) {
      report(`${command}\n${error.message}`);
    }
  }
}

/** Runs a page's blocks in order and returns the page with today's outputs. */
function checkedPage(page, report) {
  const folder = readersFolder();
  try {
    return readFileSync(join(ROOT, page), "utf8").replace(FENCE, (block, language, kind, name, text) => {
      if (kind === "file") writeFileSync(join(folder, name), text);
      if (ONLY_TRIED.includes(page) && language === "sh") tryCommands(text, folder, report);
      let right = text;
      if (language === "console") right = checkedConsole(text, folder, report);
      if (kind === "same") right = readFileSync(join(ROOT, name), "utf8");
      if (kind === "same" && right !== text) report(`the block is not ${name}`);
      return block.replace(text === "" ? /\n```$/ : text, () => (text === "" ? `\n${right}\`\`\`` : right));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const writes = process.argv.includes("--write");
const named = process.argv.slice(2).filter((argument) => argument !== "--write");
let problems = 0;
for (const page of named.length > 0 ? named : PAGES) {
  const right = checkedPage(page, (problem) => {
    problems++;
    console.error(`${page}: ${problem}`);
  });
  if (writes) writeFileSync(join(ROOT, page), right);
  console.log(`${page}: checked`);
}
if (problems > 0) process.exit(1);
