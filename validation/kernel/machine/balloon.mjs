import { setTimeout as sleep } from "node:timers/promises";

const MIB = 2 ** 20;
const POLL_MS = 100;

/** The driver retries every 0.2 s, and other work may hold up a guest for seconds. */
const PATIENCE_MS = 15_000;

/**
 * Asks for a balloon that leaves the guest `mib` and waits until it does, or until nothing has moved for a while. Returns how much
 * it leaves, and the seconds until it was so.
 */
export async function setBalloon(guest, mib) {
  const begin = performance.now();
  await guest.qmp.execute("balloon", { value: mib * MIB });
  let [left, changed] = [await balloonSize(guest), performance.now()];
  while (left !== mib && performance.now() - changed < PATIENCE_MS) {
    await sleep(POLL_MS);
    const now = await balloonSize(guest);
    if (now !== left) [left, changed] = [now, performance.now()];
  }
  return { left, seconds: (changed - begin) / 1000 };
}

/** How much memory the balloon leaves the guest, in MiB. */
export async function balloonSize(guest) {
  return (await guest.qmp.execute("query-balloon")).actual / MIB;
}
