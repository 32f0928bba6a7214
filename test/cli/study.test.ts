import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ballonetIn } from "./lab/lab-command.ts";
import { smallScenario } from "./small-scenario.ts";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

/** The manager has a parameter that other managers do not have. */
const SMALL = smallScenario("{ kind: proxmox, target: 60%, period: 200ms, step: 4MiB, deadZone: 64KiB }");

let folder = "";
const ballonet = (...words: string[]) => ballonetIn(folder, words);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-study-"));
  await writeFile(join(folder, "small.yaml"), SMALL);
  await writeFile(join(folder, "long.yaml"), SMALL.replace("duration: 2s", "duration: 24h\nsample: 10s"));
  await writeFile(
    join(folder, "traced.yaml"),
    SMALL.replace("pattern: working-set, set: 8MiB, every: 10000", "pattern: trace, file: loop.txt"),
  );
  await writeFile(join(folder, "loop.txt"), Array.from({ length: 3000 }, (_, at) => `${at % 700}\n`).join(""));
});
afterAll(() => rm(folder, { recursive: true }));

describe("ballonet compare", () => {
  it("runs every combination and writes the same table with any number of workers", async () => {
    const vary = ["--vary", "manager.kind=none,proxmox", "--vary", "vms.web.count=3,1"];
    const [one, two, csv] = await Promise.all([
      ballonet("compare", "small.yaml", ...vary, "--json", "-", "--jobs", "1"),
      ballonet("compare", "small.yaml", ...vary, "--json", "-", "--jobs", "2"),
      ballonet("compare", "small.yaml", ...vary, "--csv", "-"),
    ]);
    expect(one).toMatchObject({ err: "", code: 0 });
    expect(two).toEqual(one);
    const { scenario, vary: told, rows } = JSON.parse(one.out);
    expect({ scenario, told }).toEqual({
      scenario: "small",
      told: [
        { path: "manager.kind", values: ["none", "proxmox"] },
        { path: "vms.web.count", values: ["3", "1"] },
      ],
    });
    expect(rows.map((row: { values: object }) => Object.values(row.values))).toEqual([
      ["none", "3"],
      ["none", "1"],
      ["proxmox", "3"],
      ["proxmox", "1"],
    ]);
    const [crowded, roomy, steered] = rows;
    expect(crowded).toMatchObject({ completed: true, overcommitRatio: 2, balloonMovedBytes: 0, pingPong: null });
    expect(crowded.hostSwapOutBytes).toBeGreaterThan(0);
    expect(roomy).toMatchObject({
      throughput: 50_000,
      meanSlowdown: 1,
      worstSlowdown: 1,
      p99Slowdown: 1,
      guestKills: 0,
    });
    expect(steered.balloonMovedBytes).toBeGreaterThan(0);
    expect(steered.pingPong).toBeGreaterThanOrEqual(1);
    const [head, ...lines] = csv.out.trim().split("\r\n");
    expect(head).toMatch(/^manager.kind,vms.web.count,completed,overcommitRatio,throughput,.*,problem$/);
    expect(lines.map((line) => line.split(",").slice(0, 5).join(","))).toEqual([
      `none,3,true,2,${crowded.throughput}`,
      `none,1,true,${32 / 48},50000`,
      `proxmox,3,true,2,${steered.throughput}`,
      `proxmox,1,true,${32 / 48},50000`,
    ]);
  });

  it("has in each row the result of a single run", async () => {
    const [table, run] = await Promise.all([
      ballonet("compare", "small.yaml", "--vary", "host.memory=40MiB,36MiB", "--set", "seed=5", "--json", "-"),
      ballonet("run", "small.yaml", "--set", "host.memory=36MiB", "--seed", "5", "--json", "-"),
    ]);
    const row = JSON.parse(table.out).rows[1];
    const { host, vms } = JSON.parse(run.out);
    expect(row.hostSwapInBytes).toBe(host.swapInPages * 4096);
    expect(row.worstSlowdown).toBe(Math.max(...vms.map((vm: { slowdown: number }) => vm.slowdown)));
    expect(row.throughput).toBe((vms[0].references + vms[1].references) / 2);
  });

  it("prints a text table", async () => {
    const { out, err, code } = await ballonet("compare", "small.yaml", "--vary", "manager=none,proxmox:target=70%");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toMatch(/^small: 2 runs side by side\.\n/);
    expect(out).toMatch(/\nproxmox:tar\S* +100 k/);
  });

  it("reads traces once and shares them with every run", async () => {
    const [one, two] = await Promise.all(
      ["1", "2"].map((jobs) =>
        ballonet(
          "compare",
          "traced.yaml",
          "--vary",
          "seed=1,2",
          "--set",
          "manager=none",
          "--json",
          "-",
          "--jobs",
          jobs,
        ),
      ),
    );
    expect(one).toMatchObject({ err: "", code: 0 });
    expect(two).toEqual(one);
    expect(JSON.parse(one?.out ?? "").rows[0].throughput).toBe(100_000);
  });

  it("shows a run that does not fit into the engine as a row, with exit code 1", async () => {
    const vary = ["--vary", "host.memory=48MiB,4TiB"];
    const { out, code } = await ballonet("compare", "small.yaml", ...vary, "--json", "-");
    expect(code).toBe(1);
    expect(JSON.parse(out).rows[0].completed).toBe(true);
    expect(JSON.parse(out).rows[1]).toEqual({
      values: { "host.memory": "4TiB" },
      completed: false,
      problem: expect.stringContaining("engine"),
    });
    expect((await ballonet("compare", "small.yaml", ...vary)).out).toContain("\nhost.memory=4TiB: The scenario ");
  });

  it.each([
    [
      ["--vary", "manager.kind=none,proxmix"],
      "--vary manager.kind=proxmix: manager: proxmix is not a manager, did you mean proxmox?",
    ],
    [["--vary", "host.memry=24MiB"], "--vary host.memry=24MiB: host.memry: unknown key, did you mean memory?"],
    [
      ["--vary", "host.memory=32MiB,24MB"],
      "--vary host.memory=24MB: host.memory: 24MB is not a size: memory comes in binary units, write 24MiB",
    ],
    [
      ["--vary", "manager.kind=none", "--vary", "manager.target=0.5"],
      "--vary manager.target=0.5: manager.target: unknown key",
    ],
    [["--vary", "seed=1", "--vary", "seed=2"], "ballonet: seed is varied twice: give all its values in one variation"],
    [["--vary", "seed"], "ballonet: option '--vary <path=a,b,c>' argument 'seed' is invalid. Write PATH=A,B,C"],
    [[], "ballonet: required option '--vary <path=a,b,c>' not specified"],
    [["--vary", "seed=1", "--jobs", "0"], "ballonet: option '--jobs <n>' argument '0' is invalid."],
    [["--vary", "seed=1", "--set", "host.memory=1"], "--set host.memory=1: host.memory: 1 has no unit"],
    [
      ["--vary", "seed=1", "--json", "no/such/folder.json"],
      "ballonet: cannot write no/such/folder.json: there is no such file or folder",
    ],
    [
      ["--vary", "seed=1", "--json", "-", "--csv", "-"],
      "ballonet: --json and --csv cannot both be written to standard output",
    ],
  ])("refuses %j with one sentence, before anything is run", async (words, message) => {
    const { out, err, code } = await ballonet("compare", "long.yaml", ...words);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });

  it("stops at once at Ctrl-C and writes nothing", async () => {
    const words = ["compare", "long.yaml", "--vary", "seed=1,2,3", "--json", "table.json", "--jobs", "2"];
    const child: ChildProcess = spawn(process.execPath, [MAIN, ...words], { cwd: folder });
    const ended = new Promise<number | null>((done) => child.on("close", done));
    // The command runs once it handles signals.
    await new Promise((resume) => setTimeout(resume, 3000));
    child.kill("SIGINT");
    expect(await ended).toBe(130);
    expect(await readdir(folder)).not.toContain("table.json");
  });
});

describe("ballonet plan", () => {
  const search = ["--max-slowdown", "1.05", "--vary", "vms.count"];

  it("finds the highest number of VMs within the limit, with any number of workers", async () => {
    const managers = ["--managers", "none,proxmox"];
    const [one, two] = await Promise.all(
      ["1", "2"].map((jobs) => ballonet("plan", "small.yaml", ...search, ...managers, "--json", "-", "--jobs", jobs)),
    );
    expect(one).toMatchObject({ err: "", code: 0 });
    expect(two).toEqual(one);
    const { rows, ...rest } = JSON.parse(one?.out ?? "");
    expect(rest).toEqual({
      scenario: "small",
      capacity: "vms.count",
      unit: "VMs",
      maxSlowdown: 1.05,
      vary: [{ path: "manager.kind", values: ["none", "proxmox"] }],
    });
    const [none] = rows;
    expect(none).toMatchObject({ values: { "manager.kind": "none" }, best: 2, next: 3, passingAbove: [] });
    for (const { amount, passed, p99Excess, excessKills } of none.trials)
      expect([amount, passed]).toEqual([amount, p99Excess <= 1.05 && excessKills === 0]);
  });

  it("finds the smallest sufficient host memory, and prints it as text", async () => {
    const words = ["--max-slowdown", "1.05", "--vary", "host.memory", "--step", "4MiB", "--csv", "trials.csv"];
    const { out, err, code } = await ballonet("plan", "small.yaml", ...words, "--vary", "manager.kind=none");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    const [, ratio, memory, beyond] =
      /\nnone +([\d.]+) : 1 +(\d+) MiB +1\.0\d× +1\.\d\d× +(\d+) MiB: \d/.exec(out) ?? [];
    // Two guests of 32 MiB; the next step is a step less.
    expect(ratio).toBe((64 / Number(memory)).toFixed(2));
    expect(Number(memory) - Number(beyond)).toBe(4);
    expect(await readFile(join(folder, "trials.csv"), "utf8")).toMatch(/^manager.kind,host.memory,passed,/);
  });

  it.each([
    [
      ["--max-slowdown", "1", "--vary", "vms.count"],
      "argument '1' is invalid. It must be a number greater than 1, for example 1.05",
    ],
    [["--vary", "vms.count"], "required option '--max-slowdown <x>' not specified"],
    [["--max-slowdown", "1.1", "--vary", "seed=1"], "ballonet: nothing to search: give one --vary without values"],
    [
      ["--max-slowdown", "1.1", "--vary", "vms.count", "--vary", "host.memory"],
      "ballonet: cannot search vms.count and host.memory at once",
    ],
    [
      ["--max-slowdown", "1.1", "--vary", "vms.wbe.count"],
      "ballonet: vms.wbe.count cannot be searched: vary host.memory, vms.count or vms.web.count",
    ],
    [
      ["--max-slowdown", "1.1", "--vary", "host.memory", "--step", "1"],
      "argument '1' is invalid. It must be a size of at least 4KiB",
    ],
    [
      [...search, "--step", "4MiB"],
      "ballonet: a step applies only to host.memory, and the search is over vms.count: leave the step out",
    ],
    [
      [...search, "--managers", "none,nnone"],
      "--vary manager.kind=nnone: manager: nnone is not a manager, did you mean none?",
    ],
  ])("refuses %j with one sentence, before anything is run", async (words, message) => {
    const { out, err, code } = await ballonet("plan", "long.yaml", ...words);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
  });
});
