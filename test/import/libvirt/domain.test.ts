import { describe, expect, it } from "vitest";
import { readDomains } from "../../../src/import/libvirt/domain.ts";
import { domainSize } from "../../../src/import/libvirt/size.ts";

const KIB = 1024;
const MIB = 2 ** 20;
const GIB = 2 ** 30;
const domain = (inside: string, attributes = "") => ({
  name: "a.xml",
  text: `<domain type='kvm'${attributes}><name>a</name>${inside}</domain>`,
});
const read = (inside: string, attributes = "") => readDomains(domain(inside, attributes))[0];

describe("a size of libvirt", () => {
  it.each([
    ["1", null, KIB],
    ["1", "GB", 976563 * KIB],
    ["1", "gb", 976563 * KIB],
    ["8", "GiB", 8 * GIB],
    ["4", "g", 4 * GIB],
    ["0256", "M", 256 * MIB],
    ["1", "b", KIB],
    ["2048", "bytes", 2 * KIB],
    ["1", "KB", KIB],
  ])("%s %s is %d bytes", (text, unit, bytes) => {
    expect(domainSize(text, unit)).toEqual({ bytes });
  });

  it.each([
    ["256.5", null],
    ["2e2", null],
    ["0x100", null],
    [" 256 ", null],
    ["-1", null],
    ["", null],
    ["1", "GiBB"],
    ["9", "EiB"],
  ])("%j %s is refused", (text, unit) => {
    expect(domainSize(text, unit)).toHaveProperty("problem");
  });
});

describe("a domain", () => {
  it("has the memory of its NUMA cells and memory devices, whatever memory says", () => {
    const numa =
      "<memory unit='GB'>8</memory><cpu><numa><cell id='0' memory='6' unit='GiB'/><cell id='1' memory='1048576'/></numa></cpu>";
    expect(read(numa)).toMatchObject({ memoryBytes: 7 * GIB, isSummed: true });
    const device = "<devices><memory model='dimm'><target><size unit='MiB'>512</size></target></memory></devices>";
    expect(read(numa + device)).toMatchObject({ memoryBytes: 7.5 * GIB, isSummed: true });
  });

  it("runs with whole MiB", () => {
    expect(read("<memory>250000</memory>")).toMatchObject({ memoryBytes: 250880 * KIB, isRounded: true });
    expect(read("<memory>250880</memory>")).toMatchObject({ memoryBytes: 250880 * KIB, isRounded: false });
  });

  it.each([
    ["", 4],
    ["<currentMemory>0</currentMemory>", 4],
    ["<currentMemory unit='GiB'>9</currentMemory>", 4],
    ["<currentMemory unit='gib'>2</currentMemory>", 2],
  ])("%s leaves %d GiB", (current, left) => {
    expect(read(`<memory unit='GiB'>4</memory>${current}`)?.currentBytes).toBe(left * GIB);
  });

  it("has the balloon that QEMU adds where none is named", () => {
    const memory = "<memory>1048576</memory>";
    expect(read(memory)).toMatchObject({
      hasBalloon: true,
      namesBalloon: false,
      autodeflate: false,
      freePageReporting: false,
      statisticsSeconds: null,
      vcpus: 1,
    });
    expect(read(`${memory}<devices><memballoon model='none'/></devices>`)).toMatchObject({ hasBalloon: false });
    const full =
      "<memballoon model='virtio-transitional' autodeflate='on' freePageReporting='on'><stats period='5'/></memballoon>";
    expect(read(`${memory}<vcpu current='2'>8</vcpu><devices>${full}</devices>`)).toMatchObject({
      hasBalloon: true,
      autodeflate: true,
      freePageReporting: true,
      statisticsSeconds: 5,
      vcpus: 2,
    });
    expect(read(memory, " id='4'")).toMatchObject({ isLive: true });
  });

  it("may stand beside others in a file", () => {
    const two = `<?xml version="1.0"?>\n${domain("<memory>1024</memory>").text}\n<?xml version="1.0"?>${domain("<memory>2048</memory>").text.replace(">a<", ">b<")}`;
    expect(readDomains({ name: "two.xml", text: two }).map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it.each([
    ["<domain><name>a</name>", "this is not whole XML"],
    ["<domain><name>a</name></domain>", "a has no memory"],
    ["<domain><memory>1</memory></domain>", "a <domain> has no <name>"],
    ["<domain><name>a</name><memory>1.5</memory></domain>", 'memory of a: "1.5" is not a size'],
    ["<network><name>a</name></network>", "its root is <network>"],
    ["<!DOCTYPE x [<!ENTITY a 'b'>]><domain><name>&a;&b;</name></domain>", "a.xml"],
  ])("%s is refused in one sentence", (text, sentence) => {
    expect(() => readDomains({ name: "a.xml", text })).toThrow(sentence);
    expect(() => readDomains({ name: "a.xml", text })).toThrow(/^a\.xml: [^\n]*$/);
  });
});
