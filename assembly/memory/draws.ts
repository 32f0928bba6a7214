/** Draw number `number` (from 1) of those that follow from `seed`: splitmix's steps, with the finisher of MurmurHash3 by Austin Appleby. */
export function draw(seed: u32, number: u32): u32 {
  let mixed: u32 = seed + number * 0x9e3779b9;
  mixed = (mixed ^ (mixed >> 16)) * 0x85ebca6b;
  mixed = (mixed ^ (mixed >> 13)) * 0xc2b2ae35;
  return mixed ^ (mixed >> 16);
}
