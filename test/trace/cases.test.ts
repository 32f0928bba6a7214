import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TraceError, TraceQuestion } from "../../src/trace/error.ts";
import { readTrace, type TraceOptions } from "../../src/trace/read.ts";

const CASES = new URL("../../../shared/cases/", import.meta.url);
const bytesOf = (content: string) => new TextEncoder().encode(content);

/** References, distinct pages, writes. */
type Counts = readonly [number, number, number];

async function counts(bytes: Uint8Array, name: string, options: TraceOptions = {}): Promise<Counts> {
  const { references, distinctPages, writes } = await readTrace(bytes, name, options);
  return [references.length, distinctPages, writes];
}

/** Numbers as little-endian words of the given numbers of bytes. */
function words(...parts: readonly (readonly [value: bigint | number, bytes: number])[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    parts.flatMap(([value, bytes]) =>
      Array.from({ length: bytes }, (_, at) => Number((BigInt(value) >> BigInt(8 * at)) & 255n)),
    ),
  );
}

// By hand: pages of 4096 bytes, the spaces apart.
describe("a request to a disk", () => {
  it.each<[string, string, string, Counts]>([
    [
      "msr: two disks",
      "t.csv",
      "128166372003061629,h,0,Read,0,4096,1\n128166372003061630,h,1,Write,4095,2,1\n",
      [3, 3, 2],
    ],
    ["spc: sectors and bytes, two ASUs", "t", "0,8,8192,W,0.1\n1,8,1,r,0.2\n0,16,4096,R,0.3\n", [4, 3, 2]],
    [
      "alibaba: bytes, two devices",
      "t.csv",
      "1,W,4096,4096,1577808144360767\n2,R,4096,4097,1577808144360768\n",
      [3, 3, 1],
    ],
    ["tencent: sectors, 0 reads", "t.csv", "1538323200,8,8,0,5\n1538323200,15,2,1,5\n1538323200,8,8,0,6\n", [4, 3, 2]],
    [
      "systor17: what has no answer is left out",
      "t.csv",
      "1456135200.0,0.1,R,0,4096,4096\n1456135200.1,,,0,9999,4096\n1456135200.2,0.1,W,1,4096,1\n",
      [2, 2, 1],
    ],
    ["fiu: sectors, device in the key", "t", "0 4892 syslogd 8 8 W 6 0 ab\n1 4892 syslogd 8 8 R 6 1 ab\n", [2, 2, 1]],
    [
      "blkparse: each request once",
      "t",
      "  8,0    3        1     0.000000000   697  Q   W 8 + 8 [x]\n  8,0    3        2     0.000001829   697  D   W 8 + 8 [x]\n  8,0    3        3     0.1   697  Q  RA 15 + 2 [x]\n  8,0    3        4     0.1   697  Q   D 80 + 8 [x]\nCPU3 (sda):\n Reads Queued:           1,       12KiB\n",
      [3, 2, 1],
    ],
  ])("%s", async (_, name, content, right) => {
    expect(await counts(bytesOf(content), name)).toEqual(right);
  });
});

describe("a request for an object", () => {
  it.each<[string, string, Counts]>([
    [
      "twitter: deletes are left out",
      "0,q:1,17,213,4,get,0\n0,yD,27,27,5,gets,0\n1,q:1,17,27,4,add,3600\n1,yD,17,213,4,delete,0\n",
      [3, 2, 1],
    ],
    [
      "cachelib: op_count times",
      "key,op,size,op_count,key_size\nab,GET,0,3,16\ncd,SET,5,1,16\nab,GET_LEASE,0,1,16\n",
      [5, 2, 1],
    ],
    [
      "meta-kv: op_count times",
      "op_time,key,key_size,op,op_count,size,cache_hits,ttl\n1,ab,4,GET,2,0,0,0\n1,cd,4,SET,1,0,0,0\n",
      [3, 2, 1],
    ],
    [
      "wikipedia: signed hashes",
      "relative_unix\thashed_path_query\timage_type\tresponse_size\ttime_firstbyte\n0\t-12\tjpeg\t4\t0.1\n0\t12\tpng\t4\t0.1\n1\t-12\tjpeg\t4\t0.1\n",
      [3, 2, 0],
    ],
    ["ids of 64 bits", "id\n9007199254740993\n9007199254740992\n", [2, 2, 0]],
    ["a header in a remark", "# time, object, size\n0, 33, 71\n0, 10, 20\n1, 33, 71\n", [3, 2, 0]],
  ])("%s", async (_, content, right) => {
    expect(await counts(bytesOf(content), "t.csv")).toEqual(right);
  });

  it("asks which of 0 and 1 writes", async () => {
    const content = bytesOf("# ts,op(Put 0 Get 1),id,size\n0,0,17,8371\n103,1,17,31\n159,1,17,3668\n");
    const format = "csv:id=3:op=2:header=no";
    await expect(counts(content, "t.csv", { format })).rejects.toThrow("say which of 0 and 1 writes");
    expect(await counts(content, "t.csv", { format: `${format}:writes=0` })).toEqual([3, 1, 1]);
    expect(await counts(content, "t.csv", { format: `${format}:writes=1` })).toEqual([3, 1, 2]);
  });
});

describe("an access to memory", () => {
  it.each<[string, string, Counts]>([
    ["pin", "0x7f4000: R 0x1fff\n0x7f4004: W 0x2000\n#eof\n", [2, 2, 1]],
    [
      "memtrace: an instruction's name fetches",
      "Format: <data address>: <data size>, <(r)ead/(w)rite/opcode>\n0x0000000000001fff:  3, mov\n0x0000000000002000:  8, w\n",
      [3, 2, 1],
    ],
    [
      "drmemtrace",
      "Output format:\n<--record#-> <--instr#->: <---tid---> <record details>\n------------------------------------------------------------\n           1           0:     W0.T7 <marker: version 6>\n           3           1:     W0.T7 ifetch       3 byte(s) @ 0x0000000000001ffe 48 89 e7   mov\n           5           2:     W0.T7 write        8 byte(s) @ 0x0000000000003000 by PC 0x00007f3a1c2b4003\n           6           2:     W0.T7 pref-r-L1    8 byte(s) @ 0x0000000000009000 by PC 0x00007f3a1c2b4003\n",
      [3, 3, 1],
    ],
    ["dramsim k6", "0x1000 P_MEM_RD 12\n0x1fff P_MEM_WR 30\n0x2000 P_FETCH 31\n", [3, 2, 1]],
    ["prospero", "1 W 4095 2\n2 R 4096 8\n", [3, 2, 2]],
    ["ramulator", "LD 0x1000\nST 4096\n", [2, 1, 1]],
    [
      "perf script",
      " sort  4242 [001]  1000.000101: page-faults:u:  7f3a1c2b4000 [unknown] (/usr/bin/sort) 55d0c0a01b2c main+0x1c (/usr/bin/sort)\n sort  4243 [001]  1000.000203: page-faults:u:  7f3a1c2b4010 55d0c0a01b2c main+0x1c (/usr/bin/sort)\n",
      [2, 2, 0],
    ],
    [
      "ftrace: the error code tells writes",
      "# tracer: nop\n            sort-4242    [001] .....  1000.000101: page_fault_user: address=0x7f3a1c2b4000 ip=0x55d0c0a01b2c error_code=0x6\n            sort-4242    [001] .....  1000.000203: page_fault_user: address=0x7f3a1c2b4010 ip=0x55d0c0a01b2c error_code=0x14\n",
      [2, 1, 1],
    ],
    [
      "perf trace: file and memory apart",
      "     0.000 ( 0.000 ms): sort/4242 minfault [main+0x1c] => /usr/bin/sort@0x1040 (d.)\n     0.012 ( 0.000 ms): sort/4242 majfault [main+0x2c] => 0x1010 (.)\n",
      [2, 2, 0],
    ],
  ])("%s", async (_, content, right) => {
    expect(await counts(bytesOf(content), "t")).toEqual(right);
  });
});

describe("binary records", () => {
  const vscsi1 = (cmd: number, lbn: number, length: number) =>
    [
      [1, 4],
      [length, 4],
      [1, 4],
      [cmd, 2],
      [0x0100, 2],
      [lbn, 8],
      [9, 8],
    ] as const;
  const vscsi2 = (cmd: number, lbn: number, length: number) =>
    [
      [cmd, 2],
      [0x0200, 2],
      [1, 4],
      [length, 4],
      [1, 4],
      [lbn, 8],
      [9, 8],
      [0, 8],
    ] as const;

  it("vscsi of both versions: sectors, SCSI commands", async () => {
    for (const record of [vscsi1, vscsi2]) {
      const bytes = words(...record(0x28, 8, 4096), ...record(0x8a, 15, 1024), ...record(0x12, 0, 512));
      expect(await counts(bytes, "t")).toEqual([3, 2, 2]);
    }
  });

  it("lcs of every version: ids, operations, requests of size 0", async () => {
    const sizes = [24, 28, 36, 40, 44, 52, 68, 100];
    for (const [at, bytes] of sizes.entries()) {
      const version = at + 1;
      const header = new Uint8Array(8192);
      header.set(words([0x123456789abcdef0n, 8], [version, 8]));
      const wide = version >= 3;
      const request = (id: bigint, size: number, op: number) => {
        const record = new Uint8Array(bytes);
        record.set(words([1, 4], [id, 8], [size, wide ? 8 : 4]));
        if (version > 1) record[wide ? 20 : 16] = op;
        return record;
      };
      const big = 0xffff_ffff_ffff_fffen;
      const requests = [
        request(big, 1, 1),
        request(big + 1n, 9, 3),
        request(big, 1, 1),
        request(7n, 0, 1),
        request(8n, 4, version === 1 ? 0 : 9),
      ];
      const all = new Uint8Array(8192 + 5 * bytes);
      all.set(header);
      for (const [index, record] of requests.entries()) all.set(record, 8192 + index * bytes);
      expect(await counts(all, "t")).toEqual(version === 1 ? [4, 3, 0] : [3, 2, 1]);
    }
    const unknown = words([0x123456789abcdef0n, 8], [9, 8], [0, 8]);
    await expect(counts(unknown, "t")).rejects.toThrow(
      "t: it is an lcs trace of version 9, but versions 1 to 8 are known",
    );
    const first = new Uint8Array(1024 + 24);
    first.set(words([0x123456789abcdef0n, 8]));
    first.set(words([0x123456789abcdef0n, 8]), 1016);
    await expect(counts(first, "t")).rejects.toThrow(
      "t: it is an lcs trace of the layout that libCacheSim wrote until 2024, with a format string in its header: convert it with libCacheSim, or write its records out, such as records:header=1024:bytes=24:id=u64@4",
    );
  });

  // The example in Ramulator 2's simpleO3.cpp, and an address in hexadecimal, which it allows.
  it("ramulator-instructions: a load, and often a store; asked about", async () => {
    const content = bytesOf("3 20734016\n8 20841280 20841280\n1 0x13e0000\n");
    expect(await counts(content, "t", { format: "ramulator-instructions" })).toEqual([4, 2, 1]);
    await expect(counts(content, "t")).rejects.toThrow(TraceQuestion);
    await expect(counts(bytesOf("3 4 5 6\n"), "t", { format: "ramulator-instructions" })).rejects.toThrow(
      't: line 1: "3 4 5 6" does not fit the pattern',
    );
  });

  it("champsim: fetch, loads, stores; what is 0 is none", async () => {
    const instruction = (ip: number, stores: number[], loads: number[]) =>
      words([ip, 8], [0, 8], ...stores.map((at) => [at, 8] as const), ...loads.map((at) => [at, 8] as const));
    const first = instruction(0x40_0000, [0x7ffe_0000, 0], [0x60_1000, 0, 0, 0]);
    const second = instruction(0x40_0004, [0, 0], [0x60_1008, 0, 0, 0]);
    const bytes = new Uint8Array([...first, ...second]);
    expect(await counts(bytes, "t")).toEqual([5, 3, 1]);
    expect(await counts(bytes, "t", { format: "champsim:skip=fetch" })).toEqual([3, 2, 1]);
  });

  it("any other, by option: either byte order, a header, signed ids", async () => {
    const little = words([0, 3], [4096, 8], [2, 1], [8191, 8], [1, 1]);
    const format = "records:header=3:bytes=9:address=u64@0:op=u8@8:writes=1:reads=2";
    expect(await counts(little, "t", { format })).toEqual([2, 1, 1]);
    const big = Uint8Array.of(0, 0, 16, 0, 0, 0, 31, 255);
    expect(await counts(big, "t", { format: "records:bytes=4:address=u32@0:order=big" })).toEqual([2, 1, 0]);
    expect(await counts(Uint8Array.of(255, 1, 255), "t", { format: "records:bytes=1:id=i8@0" })).toEqual([3, 2, 0]);
    await expect(counts(little, "t", { format: "records:bytes=9:address=u64@4" })).rejects.toThrow(
      't: "u64@4" ends after the record, which has 9 bytes',
    );
  });
});

describe("a pattern", () => {
  it("names the parts of a line, also with colons in it", async () => {
    const content = bytesOf("at 5: W[0x1fff] of 7\nat 6: R[0x2000] of 8\nnothing\n");
    const pattern = String.raw`lines:pattern='^at \d+: (?<op>[RW])\[(?<address>0x[0-9a-f]+)\] of (?<pid>\d+)'`;
    await expect(counts(content, "t", { format: pattern })).rejects.toThrow(
      't: line 3: "nothing" does not fit the pattern',
    );
    expect(await counts(content, "t", { format: `${pattern}:unmatched=skip` })).toEqual([2, 2, 1]);
    expect(await counts(content, "t", { format: `${pattern}:ignore='^not':key=pid` })).toEqual([2, 2, 1]);
  });
});

describe("what must be used or refused", () => {
  it.each([
    ["csv:page=1:sizeUnit=byte", "sizeUnit is set without size: name the field it is about"],
    ["csv:id=1:size=2", "size has no meaning for ids, each of which is one page: leave it out"],
    ["csv:page=1:address=2", "page and address are both the place of a reference: set one of them"],
    ["csv:page=1:unit=byte", "unit is set together with page, which has a unit already: write place instead of page"],
    ["csv:page=1:op=none:writes=w", "writes is set, but op is none"],
    [
      "csv:place=1:unit=furlong",
      'unit: "furlong" is not a unit: write byte, sector, page, or a number of bytes such as 4096 or 4KiB',
    ],
    ["csv:page=1:page=2", "page of the format csv is set twice"],
    ["csv:page='1", '"page=\'1" in the format is not name=value: is a quote not closed?'],
    ["lines", "lines needs a pattern with named groups: write lines:pattern='(?<op>[RW]) (?<address>0x[0-9a-f]+)'"],
    ["records:id=u64@0", "records needs the size of a record: write for example records:bytes=24:id=u64@4"],
  ])("%s", async (format, message) => {
    await expect(readTrace(bytesOf("1,2\n"), "t", { format })).rejects.toThrow(
      expect.objectContaining({ message: `t: ${message}` }),
    );
  });
});

describe("what is no trace", () => {
  const tar = new Uint8Array(512);
  tar.set(bytesOf("ustar"), 257);
  it.each<[string, Uint8Array]>([
    ["an ELF program", Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0)],
    ["a PNG picture", Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)],
    ["a zip archive", bytesOf("PK\u0003\u0004rest")],
    ["a tar archive", tar],
    ["a packet capture", Uint8Array.of(0xd4, 0xc3, 0xb2, 0xa1, 2, 0, 4, 0)],
    ["a recording of perf", bytesOf("PERFILE2........")],
    [
      "DAMON's regions",
      bytesOf("kdamond.0  4242 [003]   120.001: damon:damon_aggregated: target_id=0 nr_regions=2 1000-2000: 3 2\n"),
    ],
    [
      "without addresses",
      bytesOf(
        "  sort 18759   928.506035:          1 page-faults:  ffffffff817554ea elf_load+0x28a ([kernel.kallsyms])\n",
      ),
    ],
  ])("is named: %s", async (what, bytes) => {
    await expect(readTrace(bytes, "t")).rejects.toThrow(what);
  });
});

const ASK = "asked";
// The right values of the folder's README.md, and of its scripts.
const FIELD: readonly (readonly [string, Counts | typeof ASK])[] = [
  ["01-reference-string/commas.txt", [20, 8, 0]],
  ["01-reference-string/galvin.txt", [20, 6, 0]],
  ["01-reference-string/gfg.txt", [6, 5, 0]],
  ["01-reference-string/letters-commas.txt", [12, 7, 0]],
  ["01-reference-string/letters.txt", [12, 7, 0]],
  ["01-reference-string/spaces.txt", [20, 8, 0]],
  ["02-msr-cambridge/sample.csv", [31, 29, 10]],
  ["03-spc-umass/sample.spc", [11, 9, 4]],
  ["03-spc-umass/camelab-like.csv", ASK],
  ["03-spc-umass/count.csv", ASK],
  ["03-spc-umass/lba-size.csv", ASK],
  ["04-cloud-block/alibaba.csv", [94, 93, 92]],
  ["04-cloud-block/tencent.csv", [20, 17, 2]],
  ["06-string-ids/twitter.csv", [4, 3, 1]],
  ["06-string-ids/twitter-num.csv", [3, 2, 1]],
  ["06-string-ids/u64.csv", [2, 2, 0]],
  ["06-string-ids/u64.txt", [5, 4, 0]],
  ["06-string-ids/wiki.tsv", [3, 2, 0]],
  ["07-tool-traces/blkparse.txt", ASK],
  ["07-tool-traces/drview.txt", [5, 3, 2]],
  ["07-tool-traces/ftrace.txt", [2, 2, 1]],
  ["07-tool-traces/pinatrace.out", [3, 2, 1]],
  ["07-tool-traces/ramulator.trace", ASK],
  ["08-binary-formats/ids.oracleGeneral.zst", [6, 4, 0]],
  ["08-binary-formats/t.lcs", [4, 2, 0]],
  ["08-binary-formats/t.vscsi", [19, 17, 17]],
  ["08-binary-formats/t.champsimtrace.xz", [7, 6, 2]],
  ["09-file-quirks/plain16.txt", [4, 3, 0]],
  ["09-file-quirks/plain.txt.bz2", [4, 3, 0]],
  ["09-file-quirks/plain.txt.xz", [4, 3, 0]],
  ["09-file-quirks/op-first.txt", [3, 2, 1]],
  ["09-file-quirks/hexonly.txt", [3, 3, 0]],
  ["09-file-quirks/pidpage.txt", ASK],
  ["09-file-quirks/floats.csv", [2, 2, 0]],
];

describe.skipIf(!existsSync(CASES))("a case from the field", () => {
  it.each(FIELD)("%s", async (file, right) => {
    const read = counts(await readFile(fileURLToPath(new URL(file, CASES))), file);
    if (right === ASK) await expect(read).rejects.toBeInstanceOf(TraceQuestion);
    else expect(await read).toEqual(right);
  });

  it("is refused by name when it is none", async () => {
    const read = counts(await readFile(fileURLToPath(new URL("07-tool-traces/damon.txt", CASES))), "damon.txt");
    await expect(read).rejects.toBeInstanceOf(TraceError);
  });
});
