/** Invalid options of a comparison or a plan; the message says what is wrong and what would be right. */
export class StudyError extends Error {
  override readonly name = "StudyError";
}
