import { csv } from "../csv.ts";
import { ofPreset, type Preset } from "./preset.ts";

const GETS = "get,gets,get_lease";
const SETS = "set,set_lease,add,cas,replace,append,prepend,incr,decr";

/** Requests for objects by their keys. */
const presets: readonly Preset[] = [
  {
    name: "twitter",
    about: "Twitter's caches: time, key, sizes of key and value, client, operation, TTL. Deletes are left out.",
    source: "https://github.com/twitter/cache-trace",
    with: csv,
    settings: { separator: "comma", header: "no", id: "2", op: "6", reads: GETS, writes: SETS, skip: "delete" },
    shape: /^\d+,[^,]+,\d+,\d+,\d+,(gets?|set|add|cas|replace|append|prepend|delete|incr|decr),\d+\s*$/i,
  },
  {
    name: "meta-kv",
    about: "Meta's key-value traces since 2022: a request counts op_count times. Deletes are left out.",
    source: "CacheLib's cachebench, KVReplayGenerator.h, https://github.com/facebook/CacheLib",
    with: csv,
    settings: {
      separator: "comma",
      header: "yes",
      id: "key",
      op: "op",
      repeat: "op_count",
      reads: GETS,
      writes: SETS,
      skip: "delete",
    },
    shape: /^(op_time,key,key_size,op,op_count,size,|\d+,[^,]+,\d+,[A-Z_]+,\d+,\d+,)/,
    needs: /^op_time,key,key_size,op,op_count,size/,
  },
  {
    name: "cachelib",
    about:
      "CacheLib's first traces: key, op, size, op_count, key_size; a request counts op_count times. Deletes are left out.",
    source: "CacheLib's cachebench, KVReplayGenerator.h, https://github.com/facebook/CacheLib",
    with: csv,
    settings: {
      separator: "comma",
      header: "yes",
      id: "key",
      op: "op",
      repeat: "op_count",
      reads: GETS,
      writes: SETS,
      skip: "delete",
    },
    shape: /^(key,op,size,op_count,key_size|[^,]+,[A-Z_]+,\d+,\d+,\d+)/,
    needs: /^key,op,size,op_count,key_size/,
  },
  {
    name: "meta-block",
    about: "Meta's block traces (Tectonic): each block an address space of its own, offset and size in bytes.",
    source: "CacheLib's cachebench, BlockChunkReplayGenerator.h, https://github.com/facebook/CacheLib",
    with: csv,
    settings: {
      ...{
        separator: "comma",
        header: "yes",
        place: "io_offset",
        unit: "byte",
        size: "io_size",
        key: "block_id+rs_shard_id",
      },
      ...{ op: "op_name", reads: "getchunkdata*", writes: "putchunk*" },
    },
    shape: /^(op_time,block_id,|\d+,[^,]+,\d+,\d+,\d+,)/,
    needs: /^op_time,block_id,block_id_size,io_size,io_offset,/,
  },
  {
    name: "wikipedia",
    about: "Wikipedia's caches of 2019: each hashed path is a page, and read.",
    source: "https://wikitech.wikimedia.org/wiki/Data_Platform/Data_Lake/Traffic/Caching",
    with: csv,
    settings: { separator: "tab", header: "yes", id: "2" },
    shape: /^(relative_unix\thashed_(host_)?path_query\t|\d+\t-?\d+\t)/,
    needs: /^relative_unix\t/,
  },
];

/** Formats of requests for objects. */
export const keyValueFormats = presets.map(ofPreset);
