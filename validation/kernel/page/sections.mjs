/** The sections of docs/kernel.md in their order, by the table that the numbers are from. */
export const SECTIONS = new Map([
  [
    "watermarks.csv",
    {
      title: "Watermarks",
      text: [
        "A freshly booted guest of each size: `min_free_kbytes`, the low and high watermarks over it, and what the zones above keep of " +
          "zone DMA. Guests with transparent huge pages (from about 512 MiB of managed memory) keep eleven blocks of 2 MiB for each zone.",
      ],
    },
  ],
  [
    "ends.csv",
    {
      title: "The ends of memory",
      text: [
        "Where a guest's memory ends: how much the balloon can take from an idle guest, how much a program can take without swap, and how " +
          "much a balloon gives back when a program runs out.",
      ],
    },
  ],
  [
    "balloon.csv",
    {
      title: "Inflations",
      text: [
        "A guest of 512 MiB with 1 GiB of swap on virtio-blk. Its memory is brought into a state, then the balloon takes the given number " +
          "of MiB; the counters are read when kswapd has come to rest. kswapd's share is of the pages reclaimed meanwhile, an allocation " +
          "stall is a reclaim of the driver's, and PSI counts the time that both take: nothing waits for memory.",
        "What depends on time moves with the host. The second of the committed runs was made on a busy one: kswapd gets less of the " +
          "processor and its swap device is slower, so that the driver reclaims up to a quarter itself. More pages are then on their way " +
          "to swap when the balloon has what it wants: up to 8 % more are swapped out, and on 6.12 up to 6 MiB more end up free. Held are " +
          "free memory within 3 MiB, dropped and swapped pages within 5 % or 3 MiB of the range of all runs; in the simulation kswapd's " +
          "share is at least 90 %, there are no more stalls than the rest of it allows at 32 pages each, and PSI's share is within a " +
          "factor of four of the range, which is itself up to six wide.",
      ],
    },
  ],
  [
    "zram.csv",
    {
      title: "zram",
      text: [
        "Pages of the given content in zram: what they take of memory, by the size classes of the kernel's allocator.",
      ],
    },
  ],
  [
    "ksm.csv",
    {
      title: "Kernel samepage merging",
      text: [
        "Counters of KSM after passes over two identical regions of 64 MiB, each page unique in its region, and over 32 MiB of zeroes. " +
          "Then pages of the second region are written, and the same of the first. The machine has the program's regions as two VMs on a host.",
      ],
    },
  ],
  [
    "readahead.csv",
    {
      title: "Readahead of swap",
      text: [
        "Traces at 3000 frames with `page-cluster` 3, from a swap device that says it rotates (1) or not (0): pages read for each major " +
          "fault.",
      ],
    },
  ],
  [
    "replay.csv",
    {
      title: "Page traces",
      text: [
        "A program makes the references of a trace in real anonymous memory, in a memory cgroup that leaves it the given number of " +
          "frames; swap is a block device in RAM, `page-cluster` 0. The row's name is kernel, lists, trace and frames. `classic` is " +
          "the policy `linux`, `mglru` the policy of that name, each as its kernel does it. Major faults after each page was written once.",
        "The classic lists of 6.12 decide by statistics that are up to two seconds old, so how often a program faults depends on how " +
          "fast the machine is, most with small fast memories: on a busy host, where fewer faults fall into two seconds, `rec-query` had 601 " +
          "instead of 8,889 major faults, `rec-sort` with 950 frames 1,449 instead of 12,985. `staleStatistics` is 10,000 faults for " +
          "all rows, fitted to the committed ones; a much slower machine would need less.",
      ],
    },
  ],
  [
    "global.csv",
    {
      title: "A guest's whole memory",
      text: [
        "Two large traces: `global` in a guest of 1 GiB that nothing else runs in, where kswapd reclaims, and in a cgroup of as many frames. " +
          "Scanned pages and swap writes of the whole guest include what is not the program's.",
      ],
    },
  ],
]);
