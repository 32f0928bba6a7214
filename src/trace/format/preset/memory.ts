import { csv } from "../csv.ts";
import { lines } from "../lines.ts";
import { ofPreset, type Preset } from "./preset.ts";

/** Accesses to memory by programs, as tracers and simulators write them. */
const presets: readonly Preset[] = [
  {
    name: "lackey",
    about:
      "Valgrind's lackey with --trace-mem=yes: a modify counts as a write, an access across pages for each of them.",
    source: "https://valgrind.org/docs/manual/lk-manual.html",
    with: csv,
    settings: {
      ...{ separator: "any", header: "no", fields: "3", remarks: "==,--" },
      ...{ address: "2", base: "hex", size: "3", op: "1", reads: "i,l", writes: "s,m" },
    },
    extensions: [".lackey"],
    shape: /^(I {2}| [LSM] )[0-9a-f]+,\d+$/,
    beside: /^(==|--)/,
  },
  {
    name: "pin",
    about: "Pin's pinatrace: the instruction's address, R or W, the address it refers to.",
    source:
      "pinatrace.cpp of Intel's Pin kit, https://www.intel.com/content/www/us/en/developer/articles/tool/pin-a-dynamic-binary-instrumentation-tool.html",
    with: csv,
    settings: { separator: "blank", header: "no", fields: "3", address: "3", base: "hex", op: "2" },
    shape: /^0x[0-9a-f]+: [RW] 0x[0-9a-f]+\s*$/,
  },
  {
    name: "drmemtrace",
    about:
      "The view tool of DynamoRIO's drmemtrace: reads, writes and fetches; prefetches, flushes and markers are left out.",
    source: "clients/drcachesim/tools/view.cpp, https://github.com/DynamoRIO/dynamorio",
    with: lines,
    settings: {
      pattern: String.raw`^\s*\d+\s+\d+:\s+\S+ (?<op>\S+) +(?<size>\d+) byte\(s\) @ 0x(?<address>[0-9a-f]+)`,
      ...{ base: "hex", reads: "read,ifetch", writes: "write", skip: "*", unmatched: "skip" },
    },
    shape:
      /^\s*\d+\s+\d+:\s+\S+ (<|[a-z-]\S*\s+\d+ byte\(s\) @ 0x)|^Output format:|^<--record|^-+$|^\s*\d+\s+\d+:\s+\S+\s{20,}|^View tool|total instr/i,
    needs: /\d+ byte\(s\) @ 0x/,
  },
  {
    name: "memtrace",
    about: "DynamoRIO's memtrace_simple sample: address, size, r, w or an instruction's name (a fetch, which reads).",
    source: "api/samples/memtrace_simple.c, https://github.com/DynamoRIO/dynamorio",
    with: lines,
    settings: {
      pattern: String.raw`^\s*0x(?<address>[0-9a-f]+):\s+(?<size>\d+), (?<op>\S+)\s*$`,
      ...{ base: "hex", reads: "r,*", writes: "w", ignore: "^Format: " },
    },
    shape: /^\s*0x[0-9a-f]+:\s+\d+, \S+\s*$/,
    beside: /^Format: <data address>/,
  },
  {
    name: "ramulator",
    about: "Ramulator's load and store traces: LD or ST and an address.",
    source: "src/ramulator/frontend/impl/memory_trace/loadstore_trace.cpp, https://github.com/CMU-SAFARI/ramulator2",
    with: csv,
    settings: { separator: "blank", header: "no", fields: "2", address: "2", op: "1", reads: "ld", writes: "st" },
    shape: /^(LD|ST) (0x[0-9a-f]+|\d+)\s*$/i,
  },
  {
    name: "ramulator-instructions",
    about:
      "Ramulator's instruction traces: how many instructions without memory come first, the address of a load, and often that of a store.",
    source: "src/ramulator/frontend/impl/processor/simpleO3/simpleO3.cpp, https://github.com/CMU-SAFARI/ramulator2",
    with: lines,
    settings: {
      pattern: String.raw`^\s*\d+\s+(?<load>0x[0-9a-fA-F]+|\d+)(?:\s+(?<store>0x[0-9a-fA-F]+|\d+))?\s*$`,
      ...{ place: "load/read+store/write", unit: "byte" },
    },
  },
  {
    name: "dramsim",
    about: "DRAMSim2's k6 and mase traces: an address, a command and a time. Interrupts and I/O are left out.",
    source: "TraceBasedSim.cpp, https://github.com/umd-memsys/DRAMSim2",
    with: csv,
    settings: {
      ...{
        separator: "blank",
        header: "no",
        address: "1",
        base: "hex",
        op: "2",
        reads: "p_mem_rd,p_lock_rd,p_fetch,ifetch,read",
      },
      ...{ writes: "p_mem_wr,p_lock_wr,boff,write", skip: "p_int_ack,p_io_rd,p_io_wr" },
    },
    shape:
      /^0x[0-9a-f]+\s+(P_MEM_(RD|WR)|P_LOCK_(RD|WR)|P_FETCH|BOFF|P_INT_ACK|P_IO_(RD|WR)|IFETCH|READ|WRITE)\s+[\d.,]+/i,
  },
  {
    name: "prospero",
    about: "SST's prospero in text: cycle, R or W, address, size.",
    source: "src/sst/elements/prospero/prostextreader.cc, https://github.com/sstsimulator/sst-elements",
    with: csv,
    settings: { separator: "blank", header: "no", fields: "4", address: "3", size: "4", op: "2" },
    shape: /^\d+ [RW] \d+ \d+\s*$/i,
  },
  {
    name: "address",
    about: "Loads and stores by address, l|s 0xADDR N a line; the number behind the address is not used.",
    source: "The load and store traces of UCSD's CSE 240A, as in https://github.com/ben-manes/caffeine",
    with: csv,
    settings: {
      separator: "blank",
      header: "no",
      fields: "3",
      address: "2",
      base: "hex",
      op: "1",
      reads: "l",
      writes: "s",
    },
    shape: /^\s*[ls]\s+0x[0-9a-f]+\s+\d+\s*$/i,
  },
  {
    name: "arc",
    about: "Runs of blocks, START COUNT a line with more numbers behind them or not: each block is a page, and read.",
    source: "Megiddo and Modha, ARC, https://www.usenix.org/conference/fast-03",
    with: csv,
    settings: { separator: "blank", header: "no", page: "1", size: "2", op: "none", key: "none" },
    extensions: [".lis"],
  },
];

/** Formats of accesses to memory. */
export const memoryFormats = presets.map(ofPreset);
