/** A host for small guests with the given manager: two guests fit, three do not. */
export function smallScenario(manager: string): string {
  return `
version: 1
name: small
duration: 2s
host: { memory: 48MiB, swap: 64MiB, watermarks: off }
manager: ${manager}
vms:
  - name: web
    count: 2
    memory: 32MiB
    kernel: 1MiB
    swap: 32MiB
    balloon: { minimum: 8MiB }
    workload: { warm: 60%, phases: [{ pattern: working-set, set: 8MiB, every: 10000, think: 20us }] }
`;
}
