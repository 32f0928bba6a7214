/** Wrong options of a replay or a curve; the message says what is wrong and what would be right. */
export class LabError extends Error {
  override readonly name = "LabError";
}
