/**
 * Keeps 1 GiB free on the host: shrinks all VMs by the same share while less is free, and grows them while more is free.
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
