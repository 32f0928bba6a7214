import { Host } from "../state/host";

/** Pages that one table of page table entries maps: reading ahead by addresses goes no further. */
export function spanOf(host: Host): u32 {
  return <u32>host.pageBytes / sizeof<u64>();
}
