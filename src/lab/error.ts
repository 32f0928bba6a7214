/** What a replay or a curve was asked for is wrong; the message says what, and what would be right. */
export class LabError extends Error {
  override readonly name = "LabError";
}
