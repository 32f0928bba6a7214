import { lines } from "../lines.ts";
import { ofPreset, type Preset } from "./preset.ts";

/** The bit of a page fault's error code that says write, as the last hexadecimal digit: arch/x86/include/asm/trap_pf.h. */
const WRITING_DIGITS = "2,3,6,7,a,b,e,f";
const OTHER_DIGITS = "0,1,4,5,8,9,c,d";

/** What tools of the Linux kernel write. */
const presets: readonly Preset[] = [
  {
    name: "perf-script",
    about:
      "perf script with addresses (-F +addr) of page faults or of perf mem: each process has its own pages; samples of stores write.",
    source: "tools/perf/builtin-script.c of Linux, perf-script(1)",
    with: lines,
    settings: {
      pattern: String.raw`^\s*\S.*?\s(?<pid>\d+)(?:/\d+)?\s+(?:\[\d+\]\s+)?(?:[\d.]+:\s+)?(?:\d+\s+)?(?<op>(?:page-faults|faults|minor-faults|major-faults|cpu/mem-|cpu_core/mem-|mem-)\S*?):?\s+(?<address>[0-9a-f]+)(?=.*\s[0-9a-f]{6,16}\s|.*\|OP )`,
      ...{ base: "hex", key: "pid", unmatched: "refuse", ignore: String.raw`^\s+[0-9a-f]+ \S.*\)$` },
      ...{ reads: "*", writes: "cpu/mem-stores*,cpu_core/mem-stores*,mem-stores*" },
    },
    shape:
      /^\s*\S.*?\s\d+(\/\d+)?\s+(\[\d+\]\s+)?([\d.]+:\s+)?(\d+\s+)?(page-faults|faults|minor-faults|major-faults|cpu\/mem-|cpu_core\/mem-|mem-)\S*?:?\s+[0-9a-f]+(?=.*\s[0-9a-f]{6,16}\s|.*\|OP )/,
    beside: /^\s+[0-9a-f]+ \S.*\)$/,
  },
  {
    name: "perf-trace",
    about:
      "perf trace -F all: page faults by process and mapped file; all are reads, since it does not say which write.",
    source: "tools/perf/builtin-trace.c of Linux, perf-trace(1)",
    with: lines,
    settings: {
      pattern: String.raw`^\s*[\d.]+ \( *[\d.]+ ms\): \S.*?/(?<pid>\d+) (?:min|maj)fault \[.*\] => (?:(?<file>\S.*)@)?0x(?<address>[0-9a-f]+) \(`,
      ...{ base: "hex", key: "pid+file" },
    },
    shape: /^\s*[\d.]+ \( *[\d.]+ ms\): \S.*?\/\d+ (min|maj)fault \[.*\] => .*0x[0-9a-f]+ \(/,
  },
  {
    name: "ftrace",
    about:
      "Page faults of ftrace, trace-cmd report or perf script: exceptions:page_fault_user and _kernel with their error code; each process has its own pages.",
    source: "arch/x86/include/asm/trace/exceptions.h of Linux, https://docs.kernel.org/trace/events.html",
    with: lines,
    settings: {
      pattern: String.raw`^\s*\S.*?[- ](?<pid>\d+)\s+(?:\[\d+\]).*?page_fault_(?:user|kernel): +address=0x(?<address>[0-9a-f]+)f? ip=\S+ error_code=0x[0-9a-f]*(?<op>[0-9a-f])\s*$`,
      ...{
        base: "hex",
        key: "pid",
        reads: OTHER_DIGITS,
        writes: WRITING_DIGITS,
        ignore: String.raw`^\s*(#|cpus=|CPU:|version)`,
      },
    },
    shape:
      /^\s*\S.*?[- ]\d+\s+\[\d+\].*?page_fault_(user|kernel): +address=0x[0-9a-f]+f? ip=\S+ error_code=0x[0-9a-f]+\s*$/,
    beside: /^\s*(#|cpus=|CPU:|version)/,
  },
];

/** Formats of the kernel's tools. */
export const kernelFormats = presets.map(ofPreset);
