/** A workload that cannot run; the message is one sentence that says why. */
export class WorkloadError extends Error {
  override readonly name = "WorkloadError";
}
