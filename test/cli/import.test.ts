import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ballonetIn } from "./lab/lab-command.ts";

const samples = fileURLToPath(new URL("../import/samples", import.meta.url));
const METRICS = `${samples}/prometheus/libvirt.json`;

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "ballonet-import-"));
  await writeFile(join(folder, "cut.xml"), "<domain><name>a</name>");
  await writeFile(join(folder, "bytes.xml"), new Uint8Array([60, 0, 255]));
  await writeFile(join(folder, "there.yaml"), "as it was");
  await mkdir(join(folder, "empty"));
});
afterAll(() => rm(folder, { recursive: true }));

const ballonet = (words: readonly string[], input = "") => ballonetIn(folder, words, input);

/** The scenario that a sample must give. */
const scenario = (name: string) =>
  readFile(fileURLToPath(new URL(`../import/expected/${name}.yaml`, import.meta.url)), "utf8");

describe("ballonet import", () => {
  it("prints a scenario that run takes from a pipe", async () => {
    const { out, err, code } = await ballonet(["import", "libvirt", `${samples}/libvirt`]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out).toBe(await scenario("libvirt-libvirt"));
    expect(await ballonet(["run", "-", "--dry-run", "--quiet"], out)).toEqual({ out: "", err: "", code: 0 });
  });

  it("writes a file, and a table of what is in it", async () => {
    const columns = [
      "--time",
      "ts",
      "--vm",
      "name",
      "--memory",
      "ram",
      "--used",
      "rss",
      "--cache",
      "cached",
      "--unit",
      "MiB",
    ];
    const { out, err, code } = await ballonet([
      "import",
      "csv",
      `${samples}/csv/vms.csv`,
      ...columns,
      "-o",
      "vms.yaml",
    ]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out.split("\n")[1]?.trim().split(/ {2,}/)).toEqual(["vms", "not told", "2", "5 GiB", "2", "vms.yaml"]);
    expect(await readFile(join(folder, "vms.yaml"), "utf8")).toBe(await scenario("csv-vms"));
  });

  it("writes the scenarios of several hosts into a folder, and refuses to print them", async () => {
    const path = `${samples}/proxmox`;
    const { out, err, code } = await ballonet(["import", "proxmox", path, "-o", "hosts"]);
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(
      out
        .split("\n")
        .slice(1, 3)
        .map((line) => line.split(" ")[0]),
    ).toEqual(["one", "two"]);
    expect(await readdir(join(folder, "hosts"))).toEqual(["one.yaml", "two.yaml"]);
    expect(await readFile(join(folder, "hosts/one.yaml"), "utf8")).toBe(await scenario("proxmox-one"));
    expect(await ballonet(["import", "proxmox", path])).toEqual({
      out: "",
      err: "ballonet: there are 2 hosts, and a scenario is of one: give a folder with -o\n",
      code: 2,
    });
  });

  it("asks a Prometheus on this machine for what it knows", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      const url = new URL(request.url ?? "", "http://127.0.0.1");
      asked.push(url.searchParams.get("query") ?? "", url.searchParams.get("step") ?? "");
      const isLibvirt = asked.at(-2)?.includes("libvirt_domain") === true;
      const empty = JSON.stringify({ status: "success", data: { resultType: "matrix", result: [] } });
      (isLibvirt ? readFile(METRICS, "utf8") : Promise.resolve(empty)).then((text) => response.end(text));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const { out, err, code } = await ballonet([
      "import",
      "prometheus",
      "--url",
      `http://127.0.0.1:${port}`,
      "--range",
      "1h",
      "--step",
      "30s",
    ]);
    server.close();
    expect({ err, code }).toEqual({ err: "", code: 0 });
    expect(out.replace("4 answers", "1 answer")).toBe(await scenario("prometheus-host-1"));
    expect(asked.filter((one) => one === "30")).toHaveLength(4);
    expect(asked[0]).toMatch(/^\{__name__=~"libvirt_domain_info_maximum_memory_bytes\|/);
  });

  it.each([
    [["libvirt", "cut.xml"], /^ballonet: cut\.xml: (?:line 1: )?this is not whole XML/],
    [["libvirt", "bytes.xml"], /^ballonet: bytes\.xml: this is not a text file$/],
    [["libvirt", "none.xml"], /^ballonet: cannot read none\.xml: there is no such file or folder$/],
    [["libvirt", "empty"], /^ballonet: empty: no file of libvirt was found in it$/],
    [["libvirt", METRICS], /this is neither virsh dumpxml, domstats/],
    [["libvirt"], /missing required argument 'path'/],
    [["proxmox", `${samples}/libvirt`], /no file of proxmox was found in it$/],
    [["prometheus"], /^ballonet: there is nothing to import: give either files or --url$/],
    [
      ["prometheus", "--url", "http://127.0.0.1:1"],
      /^ballonet: http:\/\/127\.0\.0\.1:1: nothing answers there as Prometheus does$/,
    ],
    [["prometheus", "cut.xml"], /^ballonet: cut\.xml: this is not whole JSON/],
    [["csv", `${samples}/csv/vms.csv`], /there is no column time: its columns are ts, name, ram, rss, cached$/],
    [["csv", `${samples}/csv/vms.csv`, "--unit", "parsec"], /It must be B, KiB, MiB or GiB/],
    [["libvirt", "--outptu", "x"], /unknown option '--outptu': did you mean --output\?/],
    [["vmware", "x"], /unknown command 'vmware'/],
  ])("%j is one sentence, and no file is written or replaced", async (words, sentence) => {
    const { out, err, code } = await ballonet(["import", ...words, ...(words.length > 1 ? ["-o", "there.yaml"] : [])]);
    expect({ out, code }).toEqual({ out: "", code: 2 });
    expect(err.trimEnd()).toMatch(sentence);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(await readFile(join(folder, "there.yaml"), "utf8")).toBe("as it was");
  });
});
