import { quote } from "../../parameter/reading.ts";
import * as key from "../key/keys.ts";
import { leaf } from "../key/leaf.ts";

/** The kernels that scenarios may name. */
const KERNELS = ["6.1", "6.12"] as const;
export type Kernel = (typeof KERNELS)[number];

/** A key that names the kernel whose mechanism it is. */
export const readKernel = key.read<Kernel>(
  leaf({ enum: [...KERNELS, ...KERNELS.map(Number)] }, (written) => {
    const kernel = KERNELS.find((name) => name === String(written));
    return kernel === undefined
      ? { problem: `${quote(written)} is not a kernel that is simulated: write ${KERNELS.join(" or ")}` }
      : { value: kernel };
  }),
);
