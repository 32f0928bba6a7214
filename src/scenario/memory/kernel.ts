import { quote } from "../../parameter/reading.ts";
import * as key from "../key/keys.ts";
import { leaf } from "../key/leaf.ts";
import type { Kernel } from "./size-class.ts";

/** A key that names the kernel whose mechanism it is. */
export const readKernel = key.read<Kernel>(
  leaf({ enum: ["6.1", "6.12", 6.1, 6.12] }, (written) => {
    const kernel = String(written);
    return kernel === "6.1" || kernel === "6.12"
      ? { value: kernel }
      : { problem: `${quote(written)} is not a kernel that is simulated: write 6.1 or 6.12` };
  }),
);
