/** What a comparison or a plan was asked for is wrong; the message says what, and what would be right. */
export class StudyError extends Error {
  override readonly name = "StudyError";
}
