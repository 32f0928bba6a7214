/** The finalizer of MurmurHash3, a bijection of 32 bits: neighbours have nothing in common. */
export function pageHash(page: number): number {
  let mixed = page ^ (page >>> 16);
  mixed = Math.imul(mixed, 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
