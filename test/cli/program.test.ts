import { describe, expect, it } from "vitest";
import { EXIT, Failure, failureOf } from "../../src/cli/console/fail.ts";
import { listInWords } from "../../src/cli/list.ts";
import { program } from "../../src/cli/program.ts";

/** Parses a command line without running it. */
async function parse(
  ...words: string[]
): Promise<{ told: string; exitCode: number; args?: unknown; options?: unknown }> {
  let told = "";
  let heard: { args: unknown; options: unknown } | undefined;
  const ballonet = await program(words);
  for (const command of [ballonet, ...ballonet.commands]) {
    command.configureOutput({ writeErr: (text) => (told += text), writeOut: (text) => (told += text) });
  }
  for (const command of ballonet.commands) {
    command.action(() => {
      heard = { args: command.args, options: command.opts() };
    });
  }
  try {
    await ballonet.parseAsync(words, { from: "user" });
    return { told, exitCode: 0, ...heard };
  } catch (error) {
    return { told, exitCode: failureOf(error).exitCode };
  }
}

describe("a command line", () => {
  it("is parsed", async () => {
    const words = [
      "run",
      "a.yaml",
      "--seed",
      "7",
      "--set",
      "host.memory=24GiB",
      "--set",
      "name=a=b",
      "--json",
      "-",
      "--dry-run",
    ];
    expect(await parse(...words)).toEqual({
      told: "",
      exitCode: 0,
      args: ["a.yaml"],
      options: {
        seed: 7,
        set: [
          { path: "host.memory", value: "24GiB" },
          { path: "name", value: "a=b" },
        ],
        json: "-",
        dryRun: true,
      },
    });
  });

  it.each([
    [["rnu"], "ballonet: unknown command 'rnu': did you mean run?"],
    [["run"], "ballonet: missing required argument 'scenario': see ballonet --help"],
    [["run", "a", "b"], "ballonet: too many arguments for 'run'. Expected 1 argument but got 2: see ballonet --help"],
    [["run", "a", "--jsn", "-"], "ballonet: unknown option '--jsn': did you mean --json?"],
    [["run", "a", "--json"], "ballonet: option '--json <file>' argument missing: see ballonet --help"],
    [["run", "a", "--seed", "-1"], "'-1' is invalid. It must be a whole number from 0 to 4294967295"],
    [["run", "a", "--seed", "4294967296"], "It must be a whole number from 0 to 4294967295"],
    [["run", "a", "--seed", "1e3"], "It must be a whole number from 0 to 4294967295"],
    [["run", "a", "--set", "host.memory"], "Write PATH=VALUE, for example host.memory=24GiB"],
    [["run", "a", "--set", "=1"], "Write PATH=VALUE"],
    [["list", "manager"], "Allowed choices are managers, patterns, policies, formats, devices"],
  ])("that is wrong is refused in one line: %s", async (words, message) => {
    const { told, exitCode } = await parse(...words);
    expect(told).toContain(message);
    expect(told.split("\n")).toHaveLength(2);
    expect(exitCode).toBe(EXIT.wrong);
  });

  it("may ask for help and version", async () => {
    expect(await parse("--version")).toMatchObject({ told: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), exitCode: 0 });
    const help = await parse("--help");
    expect(help).toMatchObject({ told: expect.stringContaining("Examples:"), exitCode: 0 });
  });

  it.each([
    [["run", "a.yaml"], ["run"]],
    [
      ["help", "run"],
      ["run", "compare", "plan", "import", "replay", "mrc", "trace", "list", "schema"],
    ],
  ])("is given only the commands that it needs: %s", async (words, names) => {
    expect((await program(words)).commands.map((command) => command.name())).toEqual(names);
  });

  it("that is empty prints the help and is an error", async () => {
    expect(await parse()).toMatchObject({ told: expect.stringContaining("Usage: ballonet"), exitCode: EXIT.wrong });
  });
});

describe("an error", () => {
  const named = (name: string) => Object.assign(new Error("what is wrong"), { name });

  it("of the input has exit code 2, of the run 1", () => {
    expect(failureOf(named("ScenarioError"))).toMatchObject({ message: "what is wrong", exitCode: 2 });
    expect(failureOf(named("TraceError"))).toMatchObject({ exitCode: 2 });
    expect(failureOf(named("EngineError"))).toMatchObject({ message: "ballonet: what is wrong", exitCode: 1 });
    expect(failureOf(new Failure("said", 2))).toMatchObject({ message: "said", exitCode: 2 });
  });

  it("that is unexpected is reported as a defect", () => {
    expect(failureOf(new TypeError("x is not a function"))).toMatchObject({
      message: "ballonet: this is a defect of ballonet, please report it: x is not a function",
      exitCode: 1,
    });
  });
});

describe("a list", () => {
  it("shows defaults as written in a scenario, and wraps at the width", () => {
    const entry = {
      name: "clock",
      about: "Second chance.",
      source: "Corbató 1968",
      visibility: "accessed-bit",
      otherNames: ["second-chance", "secondchance"],
      parameters: {
        load: { unit: "switch", default: true, about: "A new page keeps the mark that its first reference set on it." },
        period: { unit: "ns", default: 250e6, about: "How often." },
        size: { unit: "bytes", default: { required: true }, about: "How much." },
      },
    } as const;
    expect(listInWords("policies", [entry], 50)).toBe(
      [
        "POLICIES",
        "  clock  Second chance.",
        "         also called: second-chance, secondchance",
        "         sees: accessed-bit",
        "         after: Corbató 1968",
        "         load    true      A new page keeps the",
        "                           mark that its first",
        "                           reference set on it.",
        "         period  250 ms    How often.",
        "         size    required  How much.",
        "",
      ].join("\n"),
    );
  });
});
