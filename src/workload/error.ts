/** Why a workload cannot run as it was asked for, in one sentence. */
export class WorkloadError extends Error {
  override readonly name = "WorkloadError";
}
