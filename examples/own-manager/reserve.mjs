/**
 * Keeps a gigabyte free on the host: takes the same share of every VM's memory while less is free, and gives it back while more is.
 *
 * @type {import("ballonet").OwnManager}
 */
export default function reserve({ host, vms }) {
  const missing = 2 ** 30 - host.freeBytes;
  const asked = vms.filter(({ running, hasDriver }) => running && hasDriver);
  const all = asked.reduce((sum, { actualBytes }) => sum + actualBytes, 0);
  return {
    targets: asked.map(({ vm, actualBytes, minimumBytes, memoryBytes }) => ({
      vm,
      bytes: Math.max(minimumBytes, Math.min(memoryBytes, actualBytes - (missing * actualBytes) / all)),
    })),
  };
}
