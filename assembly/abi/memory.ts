import { Arena } from "../memory/arena";
import { Column } from "../memory/column";

/** Bytes of the largest record that TypeScript writes, and more. */
const SCRATCH_BYTES: i32 = 256;

/** More parameters than any policy has. */
const MOST_PARAMETERS: i32 = 32;

/** Bytes asked for so far, whether they were there or not. */
export function neededBytes(): f64 {
  return <f64>Arena.neededBytes();
}

/** False when memory has run out: no address may be used then, but building on tells how much would be needed. */
export function fits(): bool {
  return Arena.fits();
}

/** Where TypeScript writes the record that it passes to a function, which has read it when it returns. */
export function scratch(): usize {
  return memory.data(SCRATCH_BYTES, 8);
}

/** A column of doubles to pass parameters in; when memory has run out it is one that is always there. */
export function createParameters(count: u32): Column<f64> {
  const column = Column.create<f64>(count);
  return Arena.fits() ? column : changetype<Column<f64>>(memory.data(8 * MOST_PARAMETERS, 8));
}
