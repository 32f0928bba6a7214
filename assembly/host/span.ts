import { Host } from "../state/host";

/** Linux reads no more pages ahead by addresses, whatever `page-cluster` says (mm/swap_state.c, SWAP_RA_ORDER_CEILING). */
export const MOST_BY_ADDRESS: u32 = 32;

/** Pages that one table of page table entries maps: reading ahead by addresses goes no further. */
export function spanOf(host: Host): u32 {
  return <u32>host.pageBytes / sizeof<u64>();
}
