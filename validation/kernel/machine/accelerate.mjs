import { accessSync, constants } from "node:fs";
import { guestImage } from "./image.mjs";

/** A KVM that has not booted a kernel by then is slower than TCG. */
const BOOT_SECONDS = 20;

/**
 * `kvm` where a stock kernel boots under it, else `tcg`. That /dev/kvm opens is not enough: a nested or paravirtual KVM may run only kernels
 * made for it.
 */
export async function chooseAccelerator(boot, kernel, folder) {
  try {
    accessSync("/dev/kvm", constants.R_OK | constants.W_OK);
    const initramfs = await guestImage({ kernel, folder, programs: [] });
    const options = {
      kernel: kernel.image,
      initramfs,
      memoryMiB: 256,
      accelerator: "kvm",
      bootSeconds: BOOT_SECONDS,
      boots: 1,
    };
    await (await boot(options)).stop();
    return "kvm";
  } catch {
    return "tcg";
  }
}
