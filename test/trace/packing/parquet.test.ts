import { describe, expect, it } from "vitest";
import { nameWithoutPacking, packingOf, unpack } from "../../../src/trace/packing/packing.ts";

/** Written by DuckDB 1.5 from the rows below: `copy t to 't.parquet' (format parquet, compression zstd)`. */
const TABLE = Uint8Array.from(
  atob(
    "UEFSMRUAFWwVWiwVDBUAFQYVBgAAKLUv/SA2JQEA0AIAAAAMAQDxU2UAAAAAAQIDBAXxU2UAAAAABAQEQMABdqUOFQAVbBVILBUMFQAVBhUGAAAotS/9IDbdAABYAgAAAAwBxf8qAAcGAIDATgIg30wSwMAD4AIVABU8FU4sFQwVABUGFQYAACi1L/0gHvEAAAIAAAAMAQAQAAAAAgAAABAAAGQAAAAAAgAAZAAAABUAFWwVPiwVDBUAFQYVBgAAKLUv/SA2tQAAYAIAAAAMAQMA/wUA/wQQAF0M2NkQBxUAFWAVSiwVDBUAFQYVBgAAKLUv/SAw5QAAkAIAAAAMAQMAAABnZXRzZ3NldAMAgArAS1b5AhUCGWw1ABgNZHVja2RiX3NjaGVtYRUKABUEJQIYCXRpbWVzdGFtcCUkABUEJQIYBm9ial9pZCUcABUCJQIYCG9ial9zaXplJRoAFQQlAhgRbmV4dF9hY2Nlc3NfdnRpbWUlJAAVDCUCGAJvcCUAABYMGRwZXCYAHBUEGRUAGRgJdGltZXN0YW1wFQwWDBaOARZ8Jgg8GAgF8VNlAAAAABgIAPFTZQAAAAAWACgIBfFTZQAAAAAYCADxU2UAAAAAEREAAAAmABwVBBkVABkYBm9ial9pZBUMFgwWjgEWaiaEATw2ACgIxf////////8YCAcAAAAAAAAAEREAAAAmABwVAhkVABkYCG9ial9zaXplFQwWDBZeFnAm7gE8NgAoBAAQAAAYBGQAAAAREQAAACYAHBUEGRUAGRgRbmV4dF9hY2Nlc3NfdnRpbWUVDBYMFo4BFmAm3gI8GAgFAAAAAAAAABgI//////////8WACgIBQAAAAAAAAAYCP//////////EREAAAAmABwVDBkVABkYAm9wFQwWDBaCARZsJr4DPBgDc2V0GANnZXQWACgDc2V0GANnZXQREQAAABaKBRYMJggWogQAKChEdWNrREIgdmVyc2lvbiB2MS41LjYgKGJ1aWxkIDA2OWNjOWY5YjUpGVwcAAAcAAAcAAAcAAAcAAAAAwIAAFBBUjE=",
  ),
  (character) => character.charCodeAt(0),
);

const ROWS = `timestamp,obj_id,obj_size,next_access_vtime,op
1700000000,18446744073709551557,4096,3,get
1700000001,42,512,-1,set
1700000002,18446744073709551557,4096,-1,get
1700000003,7,100,5,get
1700000004,42,512,-1,get
1700000005,7,100,-1,set
`;

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function textOf(bytes: Uint8Array, size: number): Promise<string> {
  let text = "";
  for await (const chunk of unpack("parquet", pieces(bytes, size), "t.parquet"))
    text += new TextDecoder().decode(chunk);
  return text;
}

describe("a Parquet table", () => {
  it("is recognised, and what it holds is named as csv", () => {
    expect(packingOf(TABLE.subarray(0, 8))).toBe("parquet");
    expect(nameWithoutPacking("Cache.parquet")).toBe("cache.csv");
  });

  it("is unpacked as rows of csv, whole numbers of 64 bits exactly, in pieces of any size", async () => {
    for (const size of [1, 100, TABLE.length]) expect(await textOf(TABLE, size)).toBe(ROWS);
  });

  it("is refused when it is cut off or has something else behind it", async () => {
    for (const bytes of [TABLE.subarray(0, 400), Uint8Array.from([...TABLE, 1, 2, 3])])
      await expect(textOf(bytes, 64)).rejects.toThrow(/^t\.parquet: its parquet data is damaged or cut off \(/);
  });
});
