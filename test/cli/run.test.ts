import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

const SMALL = `
version: 1
name: small
duration: 2s
sample: 100ms
host: { memory: 48MiB, swap: 64MiB, watermarks: off }
manager: proxmox
vms:
  - name: web
    count: 2
    memory: 32MiB
    kernel: 1MiB
    swap: 32MiB
    workload: { phases: [{ pattern: zipf }] }
`;

let folder = "";
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-cli-"));
  await writeFile(at("small.yaml"), SMALL);
  await writeFile(at("long.yaml"), SMALL.replace("duration: 2s", "duration: 24h").replace("100ms", "10s"));
  await writeFile(
    at("broken.yaml"),
    SMALL.replace("memory: 48MiB", "memroy: 48MiB").replace("duration: 2s", "duration: 2 parsecs"),
  );
});
afterAll(() => rm(folder, { recursive: true }));

interface Ended {
  readonly out: string;
  readonly err: string;
  readonly code: number | null;
}

function start(...words: string[]): ChildProcess {
  return spawn(process.execPath, [MAIN, ...words], { cwd: folder, env: { ...process.env, NO_COLOR: "" } });
}

async function ended(child: ChildProcess, input = ""): Promise<Ended> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk) => (out += chunk));
  child.stderr?.on("data", (chunk) => (err += chunk));
  child.stdin?.end(input);
  const code = await new Promise<number | null>((done) => child.on("close", done));
  return { out, err, code };
}

const ballonet = (...words: string[]) => ended(start(...words));

describe("--scale", () => {
  it("simulates a sample of the pages, and says so", async () => {
    const large = SMALL.replaceAll("32MiB", "320MiB").replace("48MiB", "512MiB").replace("64MiB", "640MiB");
    const { out, code } = await ended(start("run", "-", "--scale", "16"), large);
    expect(code).toBe(0);
    expect(out.replaceAll("\n", " ")).toContain("2 s simulated with 1/16 of the pages.");
    const dry = await ended(start("run", "-", "--scale", "1/4", "--dry-run"), large);
    expect(dry.out).toContain("pages of 4 KiB, 1/4 of them simulated.");
  });

  it("refuses a VM with too few pages, and what is no scale", async () => {
    const few = await ballonet("run", "small.yaml", "--scale", "16");
    expect(few.err).toContain("--scale 16: scale: web-1 would have 478 pages, too few to stand for all it has");
    expect(few.code).toBe(2);
    const none = await ballonet("run", "small.yaml", "--scale", "3");
    expect(none.err).toContain("--scale 3: scale: 3 is not a scale: write 1, or 1/2");
  });
});

describe("ballonet run", () => {
  it("prints a report without colour or progress into a pipe", async () => {
    const { out, err, code } = await ballonet("run", "small.yaml");
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toMatch(/^small: 2 VMs with 64 MiB on 48 MiB of host memory/);
    expect(out).not.toContain("\u001b");
  });

  it("with --json - prints the JSON alone, identical in every run except the run section", async () => {
    const runs = [
      await ballonet("run", "small.yaml", "--json", "-"),
      await ballonet("run", "small.yaml", "--json", "-"),
    ];
    const [first, second] = runs.map(({ out }) => ({ ...JSON.parse(out), run: null }));
    expect(first).toEqual(second);
    expect(first).toMatchObject({ version: 1, outcome: "completed", simulatedNs: 2e9 });
    expect(runs[0]).toMatchObject({ err: "", code: 0 });
  });

  it("writes JSON and CSV files and the report", async () => {
    const { out, code } = await ballonet("run", "small.yaml", "--json", "result.json", "--csv", "tables");
    expect(code).toBe(0);
    expect(out).toContain("Virtual machines");
    expect(JSON.parse(await readFile(at("result.json"), "utf8"))).toMatchObject({ outcome: "completed" });
    expect((await readdir(at("tables"))).sort()).toEqual(["host.csv", "series.csv", "vms.csv"]);
  });

  it("reads standard input, sets values and the seed", async () => {
    const words = ["run", "-", "--json", "-", "--seed", "99", "--set", "vms.web.count=1", "--set", "host.memory=40MiB"];
    const { out, code } = await ended(start(...words), SMALL);
    expect(code).toBe(0);
    const { scenario } = JSON.parse(out);
    expect(scenario).toMatchObject({ seed: 99, host: { memoryPages: (40 * 1024) / 4 } });
    expect(scenario.vms).toHaveLength(1);
  });

  it("prints nothing with --quiet", async () => {
    expect(await ballonet("run", "small.yaml", "--quiet")).toEqual({ out: "", err: "", code: 0 });
  });

  it("with --dry-run only prints the plan", async () => {
    const { out, code } = await ballonet("run", "small.yaml", "--dry-run");
    expect(code).toBe(0);
    expect(out).toMatch(/web ×2 +32 MiB, 1 vCPU/);
  });

  it("says that a manager with its default period never decides in a short run", async () => {
    const never =
      /never decide[sd]:\s+its\s+first\s+decision\s+would\s+be\s+at\s+10\s+s,\s+after\s+the\s+end\s+of\s+the\s+run/;
    expect((await ballonet("run", "small.yaml")).out).toMatch(never);
    expect((await ballonet("run", "small.yaml", "--dry-run")).out).toMatch(never);
    expect((await ballonet("run", "small.yaml", "--set", "manager.period=1s")).out).not.toMatch(never);
  });

  it("with --dry-run prints the memory of the engine, and fails where a run would fail", async () => {
    expect((await ballonet("run", "small.yaml", "--dry-run")).out).toMatch(/^engine +\S+ [KM]iB of memory, of 4 GiB/m);
    const large = ["run", "small.yaml", "--set", "vms.web.memory=64GiB", "--set", "vms.web.count=20"];
    const words = [...large, "--set", "host.memory=1536GiB"];
    const [dry, wet] = [await ballonet(...words, "--dry-run"), await ballonet(...words)];
    expect(dry).toEqual(wet);
    expect(dry).toMatchObject({ out: "", code: 1 });
    expect(dry.err).toMatch(
      /^ballonet: The scenario needs \d\.\d\d GiB .*: write scale: 1\/2 .*, or pageSize: 8KiB, the smallest .*\n$/,
    );
    expect(await ballonet(...words, "--set", "pageSize=8KiB", "--dry-run")).toMatchObject({ err: "", code: 0 });
  });

  it("stops at Ctrl-C, reports the partial result and ends with 130", async () => {
    const child = start("run", "long.yaml", "--json", "-");
    const end = ended(child);
    // Long enough to start, far too short for a day of simulated time.
    setTimeout(() => child.kill("SIGINT"), 3000);
    const { out, err, code } = await end;
    expect(code).toBe(130);
    expect(JSON.parse(out)).toMatchObject({ outcome: "stopped" });
    expect(err).toMatch(/^ballonet: stopped at .* of simulated time\n$/);
  });
});

describe("errors", () => {
  it("missing file: one line", async () => {
    expect(await ballonet("run", "none.yaml")).toEqual({
      out: "",
      err: "ballonet: cannot read none.yaml: there is no such file or folder\n",
      code: 2,
    });
  });

  it("wrong scenario: all problems with their places, and nothing is written", async () => {
    const { out, err, code } = await ballonet("run", "broken.yaml", "--json", "broken.json");
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err).toMatch(/^broken\.yaml:4:\d+: .*duration/m);
    expect(err).toMatch(/^broken\.yaml:6:\d+: .*memory/m);
    expect(await readdir(folder)).not.toContain("broken.json");
  });

  it("wrong command line: a suggestion", async () => {
    const { err, code } = await ballonet("run", "small.yaml", "--jsn", "-");
    expect({ err, code }).toEqual({ err: "ballonet: unknown option '--jsn': did you mean --json?\n", code: 2 });
  });

  it("wrong output: reported before the run", async () => {
    const { err, code } = await ballonet("run", "long.yaml", "--json", "no/such/folder.json");
    expect({ err, code }).toEqual({
      err: "ballonet: cannot write no/such/folder.json: there is no such file or folder\n",
      code: 2,
    });
  });
});

describe("the other commands", () => {
  it("list all names for scenarios", async () => {
    const { out, code } = await ballonet("list");
    expect(code).toBe(0);
    for (const word of [
      "MANAGERS",
      "proxmox",
      "PATTERNS",
      "zipf",
      "POLICIES",
      "clock",
      "FORMATS",
      "u32",
      "DEVICES",
      "nvme",
    ]) {
      expect(out).toContain(word);
    }
  });

  it("list one thing as JSON", async () => {
    const { out } = await ballonet("list", "managers", "--json");
    const names = JSON.parse(out).managers.map(({ name }: { name: string }) => name);
    expect(names.slice(0, 3)).toEqual(["none", "static", "proxmox"]);
  });

  it.each(["--version", "-V"])("print the version: %s", async (flag) => {
    const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"));
    expect(await ballonet(flag)).toEqual({ out: `${version}\n`, err: "", code: 0 });
  });

  it("print the schema", async () => {
    const { out, code } = await ballonet("schema");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveProperty("$schema");
  });

  it("end without an error when the reader closes the pipe", async () => {
    const child = start("list", "--json");
    child.stdout?.destroy();
    let err = "";
    child.stderr?.on("data", (chunk) => (err += chunk));
    const code = await new Promise((done) => child.on("exit", done));
    expect({ err, code }).toEqual({ err: "", code: 0 });
  });
});
