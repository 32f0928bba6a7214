/** Packed data that may be whole, but cannot be unpacked here; its message says why and what to do. */
export class UnsupportedPacking extends Error {}
