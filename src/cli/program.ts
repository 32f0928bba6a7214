import { Command } from "commander";
import { standardOutput } from "./console/standard-output.ts";
import { VERSION_FLAGS, version } from "./version.ts";

const EXAMPLES = `
Examples:
  ballonet run examples/busy.yaml                     simulate and print a report
  ballonet run busy.yaml --set host.memory=24GiB      the same with less memory
  ballonet run busy.yaml --json - | jq .vms[].slowdown
  ballonet run busy.yaml --dry-run                    print what would be simulated
  ballonet compare busy.yaml --vary manager.kind=none,proxmox    compare managers
  ballonet plan idle.yaml --max-slowdown 1.05 --vary vms.count   find the largest number
  ballonet import proxmox /etc/pve -o hosts/          make scenarios of real hosts
  ballonet replay gcc.trace.gz --policy lru,clock --frames 10%   count faults
  ballonet mrc gcc.trace.gz                           compute the miss-ratio curve
  ballonet list policies                              list replacement policies

Exit codes: 0 done; 1 the run could not be completed; 2 the input or the command line is wrong; 130 stopped by
Ctrl-C, 143 by kill, 129 by closing the terminal.`;

/** In the order of the help. */
const COMMANDS = {
  run: async () => (await import("./run.ts")).runCommand(),
  compare: async () => (await import("./compare.ts")).compareCommand(),
  plan: async () => (await import("./plan.ts")).planCommand(),
  import: async () => (await import("./import/import.ts")).importCommand(),
  replay: async () => (await import("./lab/replay.ts")).replayCommand(),
  mrc: async () => (await import("./lab/mrc.ts")).mrcCommand(),
  trace: async () => (await import("./trace/trace.ts")).traceCommand(),
  list: async () => (await import("./list.ts")).listCommand(),
  schema: async () => (await import("./schema.ts")).schemaCommand(),
} as const satisfies Record<string, () => Promise<Command>>;

/**
 * The command line for the given arguments (those after the program's name). Loads only the command that they name, or all commands:
 * each module costs a millisecond of start-up. Throws a CommanderError instead of ending the process.
 */
export async function program(args: readonly string[]): Promise<Command> {
  const ballonet = new Command("ballonet")
    .description("Simulates memory ballooning and page reclamation on an overcommitted host, page by page.")
    .version(version(), VERSION_FLAGS.join(", "), "print the version")
    .helpOption("-h, --help", "print this help")
    .helpCommand("help [command]", "print the help of a command")
    .addHelpText("after", EXAMPLES);
  for (const command of await Promise.all(needed(args[0]).map((load) => load()))) ballonet.addCommand(command);
  for (const command of [ballonet, ...ballonet.commands.flatMap((one) => [one, ...one.commands])]) {
    command
      .exitOverride()
      .showSuggestionAfterError()
      .configureOutput({
        writeOut: (text) => standardOutput().write(text),
        outputError: (text, write) => write(oneSentence(text)),
      });
  }
  return ballonet;
}

function needed(first: string | undefined): (() => Promise<Command>)[] {
  const named = Object.entries(COMMANDS).filter(([name]) => name === first);
  return (named.length > 0 ? named : Object.entries(COMMANDS)).map(([, load]) => load);
}

/** Commander's `error: unknown option '--jsn'⏎(Did you mean --json?)` on one line with the prefix `ballonet:`. */
function oneSentence(text: string): string {
  const [what = "", ...more] = text.trim().split("\n");
  const problem = what.replace(/^error: /, "").replace(/\.$/, "");
  const suggestion = more.join(" ").replace(/^\(Did you mean (.*)\?\)$/, "did you mean $1?");
  const hint = suggestion === "" ? "see ballonet --help" : suggestion;
  return `ballonet: ${problem}: ${hint}\n`;
}
