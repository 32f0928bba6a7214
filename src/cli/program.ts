import { readFileSync } from "node:fs";
import { Command } from "commander";
import { compareCommand } from "./compare.ts";
import { listCommand } from "./list.ts";
import { mrcCommand } from "./mrc.ts";
import { planCommand } from "./plan.ts";
import { replayCommand } from "./replay.ts";
import { runCommand } from "./run.ts";
import { schemaCommand } from "./schema.ts";
import { traceCommand } from "./trace.ts";

const EXAMPLES = `
Examples:
  ballonet run examples/busy.yaml                     simulate, and read what came of it
  ballonet run busy.yaml --set host.memory=24GiB      the same with less memory
  ballonet run busy.yaml --json - | jq .vms[].slowdown
  ballonet run busy.yaml --dry-run                    only say what would be simulated
  ballonet compare busy.yaml --vary manager.kind=none,proxmox    side by side
  ballonet plan idle.yaml --max-slowdown 1.05 --vary vms.count   how far can I go
  ballonet replay gcc.trace.gz --policy lru,clock --frames 10%   count faults
  ballonet mrc gcc.trace.gz                           find the miss-ratio curve
  ballonet list policies                              what a scenario may name

Exit codes: 0 done; 1 the run could not be completed; 2 the input or the command line is wrong; 130 stopped by Ctrl-C.`;

/** The command line with all its commands; throws a CommanderError instead of ending the process. */
export function program(): Command {
  const ballonet = new Command("ballonet")
    .description("Simulates memory ballooning and page reclamation on an overcommitted host, page by page.")
    .version(version(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", EXAMPLES);
  const commands = [
    runCommand(),
    compareCommand(),
    planCommand(),
    replayCommand(),
    mrcCommand(),
    traceCommand(),
    listCommand(),
    schemaCommand(),
  ];
  for (const command of commands) ballonet.addCommand(command);
  for (const command of [ballonet, ...ballonet.commands.flatMap((one) => [one, ...one.commands])]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({ outputError: (text, write) => write(oneSentence(text)) });
  }
  return ballonet;
}

/** Commander's `error: unknown option '--jsn'⏎(Did you mean --json?)` on one line and under our name. */
function oneSentence(text: string): string {
  const [what = "", ...more] = text.trim().split("\n");
  const problem = what.replace(/^error: /, "").replace(/\.$/, "");
  const suggestion = more.join(" ").replace(/^\(Did you mean (.*)\?\)$/, "did you mean $1?");
  const hint = suggestion === "" ? "see ballonet --help" : suggestion;
  return `ballonet: ${problem}: ${hint}\n`;
}

function version(): string {
  const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  const isManifest = typeof manifest === "object" && manifest !== null && "version" in manifest;
  return isManifest ? String(manifest.version) : "unknown";
}
