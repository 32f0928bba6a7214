/** An option, a command line, and the same with the option (or a different value of it), whose results must differ. */
export type OptionTry = readonly [option: string, without: string, line: string];

/** An option, a command line in which it has no effect, and the sentence that refuses it. */
export type RefusedOption = readonly [option: string, line: string, sentence: string];

const SCENARIO = `version: 1
duration: 200ms
sample: 20ms
host: { memory: 10MiB, swap: 32MiB, watermarks: off }
manager: { kind: proxmox, period: 20ms, target: 60%, step: 1MiB, deadZone: 100KiB }
vms:
  - name: web
    count: 2
    memory: 8MiB
    kernel: 1MiB
    swap: 8MiB
    balloon: { minimum: 2MiB }
    workload: { warm: 60%, phases: [{ pattern: zipf, think: 20us, for: 150ms }, { pattern: uniform, think: 20us }] }
`;

/** Replaces Valgrind: writes lackey's output to the given descriptor. */
const VALGRIND = `#!/bin/sh
i=0
while [ $i -lt 40 ]; do
  echo "I  04000$((i % 7))00,3" >&3
  echo " S 1ff0$((i % 9))000,8" >&3
  i=$((i + 1))
done
`;

/** An answer of Prometheus. */
const METRICS = JSON.stringify({
  status: "success",
  data: {
    resultType: "matrix",
    result: [
      {
        metric: { __name__: "libvirt_domain_info_maximum_memory_bytes", domain: "a", instance: "host:9177" },
        values: [[0, "1073741824"]],
      },
    ],
  },
});

/** Files in the folder of the command lines. */
export const files: Readonly<Record<string, string>> = {
  "a.yaml": SCENARIO,
  // As a scale needs it: enough pages for a sample of them.
  "large.yaml": SCENARIO.replace(/(\d+)MiB/gu, (_, mib) => `${4 * Number(mib)}MiB`),
  "t.txt": "7 0 1 2 0 3 0 4 2 3 0 3 2 1 2 0 1 7 0 1\n".replaceAll(" ", "\n"),
  "more/b.txt": "1\n2\n3\n4\n1\n2\n5\n1\n2\n3\n4\n5\n",
  "more/c.txt": "1\n2\n3\n1\n2\n3\n",
  "addresses.trace": "0041f7a0 R\n00420b00 W\n13f5e2c0 R\n00424000 R\n0041f7a0 R\n",
  "bin/valgrind": VALGRIND,
  "px/101.conf": "memory: 4096\nballoon: 2048\n",
  "vm.xml": "<domain><name>a</name><memory unit='GiB'>1</memory></domain>",
  "vms.csv":
    "time,clock,vm,memory,used,other,vm2\n0,0,a,1GiB,100000000,200000000,b\n60,90,a,2GiB,200000000,100000000,c\n",
  "memory.json": METRICS,
  "f.json": JSON.stringify({ "machine-config": { vcpu_count: 1, mem_size_mib: 512 } }),
  "c.json": JSON.stringify({ memory: { size: 536870912 } }),
};

const COMPARE = "compare a.yaml --vary host.memory=10MiB,12MiB";
const PLAN = "plan a.yaml --max-slowdown 1.5 --vary host.memory";
const LARGE_COMPARE = "compare large.yaml --vary host.memory=40MiB,48MiB";
const LARGE_PLAN = "plan large.yaml --max-slowdown 1.5 --vary host.memory";
const REPLAY = "replay t.txt --policy lru --frames 3";
const MRC = "mrc t.txt";
const CONVERT = "trace convert t.txt o.u32";
const RECORD = "trace record true";
const TABLE = "import csv vms.csv";
const METRIC = "import prometheus memory.json";

/** One try for each output format: each must write something. */
const outputs = (command: string, line: string, forms: readonly string[]): OptionTry[] =>
  forms.map((form) => [`${command} --${form}`, line, `${line} --${form} out`]);

/** Every option, in a command line where it changes the result. */
export const tries: readonly OptionTry[] = [
  ["ballonet --version", "", "--version"],
  ...outputs("run", "run a.yaml", ["json", "csv", "svg", "html"]),
  ["run --seed", "run a.yaml", "run a.yaml --seed 7"],
  ["run --set", "run a.yaml", "run a.yaml --set host.memory=9MiB"],
  ["run --scale", "run large.yaml", "run large.yaml --scale 2"],
  ["run --dry-run", "run a.yaml", "run a.yaml --dry-run"],
  ["run --quiet", "run a.yaml", "run a.yaml --quiet"],
  ["run --quiet", "run a.yaml --dry-run", "run a.yaml --dry-run --quiet"],
  ...outputs("compare", COMPARE, ["json", "csv", "svg", "html"]),
  ["compare --vary", COMPARE, "compare a.yaml --vary host.memory=10MiB,11MiB"],
  ["compare --set", COMPARE, `${COMPARE} --set duration=100ms`],
  [
    "compare --set",
    "compare a.yaml --vary manager.kind=none,proxmox",
    "compare a.yaml --vary manager.kind=none,proxmox --set manager.target=90%",
  ],
  ["compare --seed", COMPARE, `${COMPARE} --seed 7`],
  ["compare --scale", LARGE_COMPARE, `${LARGE_COMPARE} --scale 2`],
  ["compare --quiet", COMPARE, `${COMPARE} --quiet`],
  ...outputs("plan", PLAN, ["json", "csv"]),
  ["plan --max-slowdown", PLAN, "plan a.yaml --max-slowdown 4 --vary host.memory"],
  ["plan --vary", PLAN, "plan a.yaml --max-slowdown 1.5 --vary vms.count"],
  ["plan --managers", PLAN, `${PLAN} --managers none,proxmox`],
  ["plan --step", PLAN, `${PLAN} --step 4MiB`],
  ["plan --set", PLAN, `${PLAN} --set duration=100ms`],
  // The search starts there, and its step is a share of it.
  ["plan --set", PLAN, `${PLAN} --set host.memory=32MiB`],
  ["plan --seed", PLAN, `${PLAN} --seed 7`],
  ["plan --scale", LARGE_PLAN, `${LARGE_PLAN} --scale 2`],
  ["plan --quiet", PLAN, `${PLAN} --quiet`],
  ...outputs("replay", REPLAY, ["json", "csv", "parquet", "svg", "html"]),
  ["replay --policy", REPLAY, "replay t.txt --policy fifo --frames 3"],
  ["replay --frames", REPLAY, "replay t.txt --policy lru --frames 4"],
  ["replay --steps", REPLAY, `${REPLAY} --steps`],
  ["replay --steps", `${REPLAY} --json -`, `${REPLAY} --json - --steps`],
  ["replay --format", REPLAY, `${REPLAY} --format text:unit=byte`],
  [
    "replay --page-size",
    "replay addresses.trace --policy lru --frames 2",
    "replay addresses.trace --policy lru --frames 2 --page-size 64KiB",
  ],
  ["replay --no-opt", REPLAY, `${REPLAY} --no-opt`],
  ...outputs("mrc", MRC, ["json", "csv", "parquet", "svg", "html"]),
  ["mrc --sample", MRC, `${MRC} --sample 4`],
  ["mrc --policy", MRC, `${MRC} --policy fifo`],
  ["mrc --frames", MRC, `${MRC} --frames 3`],
  ["mrc --frames", MRC, `${MRC} --frames 3-5`],
  ["mrc --window", MRC, `${MRC} --window 4`],
  ["mrc --window", `${MRC} --sample 4`, `${MRC} --sample 4 --window 4`],
  ["mrc --window", "mrc more --json -", "mrc more --json - --window 4"],
  ["mrc --format", MRC, `${MRC} --format text:unit=byte`],
  ["mrc --page-size", "mrc addresses.trace", "mrc addresses.trace --page-size 64KiB"],
  ["trace info --format", "trace info t.txt", "trace info t.txt --format text:unit=byte"],
  ["trace info --page-size", "trace info addresses.trace", "trace info addresses.trace --page-size 64KiB"],
  ["trace info --json", "trace info t.txt", "trace info t.txt --json out"],
  ["trace convert --from", CONVERT, `${CONVERT} --from text:unit=byte`],
  ["trace convert --to", CONVERT, `${CONVERT} --to text`],
  [
    "trace convert --page-size",
    "trace convert addresses.trace o.u32",
    "trace convert addresses.trace o.u32 --page-size 64KiB",
  ],
  ["trace record --output", RECORD, "trace record --output o.btrace true"],
  ["trace record --to", "trace record --output o.u32 true", "trace record --output o.u32 --to text true"],
  ["trace record --filter", RECORD, "trace record --filter 2 true"],
  ["trace record --page-size", RECORD, "trace record --page-size 64KiB true"],
  ["import libvirt --output", "import libvirt vm.xml", "import libvirt vm.xml --output out.yaml"],
  ["import proxmox --output", "import proxmox px", "import proxmox px --output out.yaml"],
  ["import firecracker --output", "import firecracker f.json", "import firecracker f.json --output out.yaml"],
  [
    "import cloud-hypervisor --output",
    "import cloud-hypervisor c.json",
    "import cloud-hypervisor c.json --output out.yaml",
  ],
  ["import prometheus --output", METRIC, `${METRIC} --output out.yaml`],
  ["import csv --output", TABLE, `${TABLE} --output out.yaml`],
  ["import csv --time", TABLE, `${TABLE} --time clock`],
  ["import csv --vm", TABLE, `${TABLE} --vm vm2`],
  ["import csv --memory", TABLE, `${TABLE} --memory 4GiB`],
  ["import csv --used", TABLE, `${TABLE} --used other`],
  ["import csv --cache", TABLE, `${TABLE} --cache other`],
  ["import csv --unit", TABLE, `${TABLE} --unit KiB`],
  ["list --json", "list devices", "list devices --json"],
];

/** Options that only change the number of threads; the result must be the same. */
export const threads: readonly OptionTry[] = [
  ["compare --jobs", `${COMPARE} --jobs 1`, `${COMPARE} --jobs 2`],
  ["plan --jobs", `${PLAN} --jobs 1`, `${PLAN} --jobs 2`],
];

const dryRun = (option: string): string =>
  `ballonet: --dry-run simulates nothing, so ${option} has no result to write: leave one of them out`;

const PAGES = "read as text it holds page numbers or ids, which have none";
const BYTES = "if its numbers are addresses, say --format text:unit=byte";
const pageSize = (command: string, rest: string): RefusedOption => [
  `${command} --page-size`,
  `${command} t.txt ${rest} --page-size 8KiB`,
  `t.txt: a page size was asked for, but ${PAGES}: ${BYTES}`,
];

/** Options in command lines where they have no effect. */
export const refused: readonly RefusedOption[] = [
  ...["json", "csv", "svg", "html"].map(
    (form): RefusedOption => [`run --${form}`, `run a.yaml --dry-run --${form} out`, dryRun(`--${form}`)],
  ),
  [
    "run --set",
    "run a.yaml --set host.memory=9MiB --set host.memory=11MiB",
    "ballonet: --set host.memory=9MiB changes nothing, replaced by --set host.memory=11MiB: leave one of them out",
  ],
  [
    "run --seed",
    "run a.yaml --set seed=3 --seed 4",
    "ballonet: --set seed=3 changes nothing, replaced by --seed 4: leave one of them out",
  ],
  [
    "run --html",
    "run a.yaml --svg out --html out",
    "ballonet: --svg and --html both write out: give one of them another name",
  ],
  [
    "run --json",
    "run a.yaml --json - --svg -",
    "ballonet: --json and --svg cannot both be written to standard output: give one a file",
  ],
  [
    "compare --set",
    `${COMPARE} --set host.memory=16MiB`,
    "ballonet: --set host.memory=16MiB changes nothing, replaced by --vary host.memory in every run: leave one of them out",
  ],
  [
    "compare --set",
    "compare a.yaml --vary manager.kind=none,mom --set manager=static",
    "ballonet: --set manager=static changes nothing, replaced by --vary manager.kind in every run: leave one of them out",
  ],
  [
    "compare --set",
    "compare a.yaml --vary vms.web.count=1,2 --set vms[0].count=3",
    "ballonet: --set vms[0].count=3 changes nothing, replaced by --vary vms.web.count in every run: leave one of them out",
  ],
  [
    "compare --seed",
    "compare a.yaml --vary seed=1,2 --seed 3",
    "ballonet: --seed 3 changes nothing, replaced by --vary seed in every run: leave one of them out",
  ],
  [
    "compare --vary",
    "compare a.yaml --vary manager.period=10ms,50ms --vary manager.kind=none,proxmox",
    "ballonet: --vary manager.period=10ms changes nothing, replaced by --vary manager.kind=none: write it after that",
  ],
  [
    "compare --csv",
    `${COMPARE} --json out --csv out`,
    "ballonet: --json and --csv both write out: give one of them another name",
  ],
  [
    "plan --seed",
    `${PLAN} --vary seed=1,2 --seed 3`,
    "ballonet: --seed 3 changes nothing, replaced by --vary seed in every run: leave one of them out",
  ],
  [
    "plan --vary",
    "plan a.yaml --max-slowdown 1.5 --vary vms[0].count --vary vms.0.count=1,2",
    "ballonet: vms[0].count is the key to search: give it no values",
  ],
  [
    "plan --managers",
    `${PLAN} --managers none --vary manager.kind=mom`,
    "ballonet: manager.kind is varied twice: give all its values in one variation",
  ],
  [
    "plan --step",
    "plan a.yaml --max-slowdown 1.5 --vary vms.count --step 4MiB",
    "ballonet: a step applies only to host.memory, and the search is over vms.count: leave the step out",
  ],
  [
    "replay --no-opt",
    "replay t.txt --policy lru,opt --frames 3 --no-opt",
    "ballonet: --policy names opt, which --no-opt leaves out: give only one of them",
  ],
  [
    "replay --no-opt",
    `${REPLAY} --no-opt --svg -`,
    "ballonet: a figure of a replay does not show the optimum: leave --no-opt out",
  ],
  [
    "replay --steps",
    `${REPLAY} --steps --csv -`,
    "ballonet: --steps affects only the report, JSON and HTML, which this command does not write: add --json or --html",
  ],
  [
    "replay --steps",
    "replay more --policy lru --frames 3 --steps",
    "ballonet: --steps takes only one trace, and there are 2",
  ],
  [
    "import prometheus --url",
    `${METRIC} --url http://127.0.0.1:9090`,
    "ballonet: there are files and --url: give either files or --url",
  ],
  [
    "import prometheus --url",
    "import prometheus --url http://example.com:9090",
    "ballonet: http://example.com:9090 is not on this machine: forward its port, or save its answers and give the files",
  ],
  ["import prometheus --range", `${METRIC} --range 1h`, "ballonet: --range applies only to --url: leave it out"],
  ["import prometheus --step", `${METRIC} --step 1min`, "ballonet: --step applies only to --url: leave it out"],
  pageSize("replay", "--policy lru --frames 3"),
  [
    "mrc --frames",
    `${MRC} --frames 3 --svg -`,
    "ballonet: a figure of LRU's curve needs a range of sizes, but --frames names one, 3: name two, or add --json",
  ],
  [
    "mrc --window",
    `${MRC} --window 4 --svg -`,
    "ballonet: --window affects only the report and JSON, which this command does not write: add --json",
  ],
  [
    "mrc --window",
    "mrc more --window 4",
    "ballonet: --window affects only JSON when there are many traces, which this command does not write: add --json",
  ],
  pageSize("mrc", ""),
  pageSize("trace info", ""),
  pageSize("trace convert", "o.u32"),
];
