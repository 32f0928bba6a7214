import busy from "../examples/busy.yaml?raw";
import compression from "../examples/compression.yaml?raw";
import idle from "../examples/idle.yaml?raw";
import overcommit from "../examples/overcommit.yaml?raw";
import reassign from "../examples/reassign.yaml?raw";
import recorded from "../examples/recorded/recorded.yaml?raw";
import sharing from "../examples/sharing.yaml?raw";

/** The example files' texts with their comments, by the name that links use. */
export const exampleTexts: Readonly<Record<string, string>> = {
  busy,
  compression,
  idle,
  overcommit,
  reassign,
  recorded,
  sharing,
};
