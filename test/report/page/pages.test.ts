import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { runHtml } from "../../../src/report/run/html.ts";
import { runSvg } from "../../../src/report/run/svg.ts";
import { comparisonHtml } from "../../../src/report/study/comparison-html.ts";
import { comparisonSvg } from "../../../src/report/study/comparison-svg.ts";
import type { Comparison } from "../../../src/study/compare.ts";
import { measuresOf } from "../../../src/study/verdict/measures.ts";
import { anyResult } from "../any-result.ts";
import { NO_EXCESS, result, scenario, vmResult } from "../build.ts";

const HOSTILE = `</script><script>alert(1)</script><img src=x onerror="alert('2')">`;
const hostile = result([vmResult(HOSTILE)], {
  scenario: scenario([HOSTILE], { name: HOSTILE, description: HOSTILE }),
  events: [{ timeNs: 30e9, kind: "guest-out-of-memory", vm: 0, text: `${HOSTILE} ran out of memory.` }],
});

describe("the page of a run", () => {
  it("explains a slowdown without end", () => {
    const stopped = vmResult("a", { worstSlowdown: Number.POSITIVE_INFINITY });
    expect(runHtml(result([stopped]))).toContain('<p class="faint">∞: stopped; the VM only waited for memory.</p>');
    expect(runHtml(result([vmResult("a")]))).not.toContain("∞: stopped");
  });

  it("leaves hostile names text", () => {
    const html = runHtml(hostile);
    expect(html).not.toContain("<script>alert");
    expect(html).not.toContain("<img");
    expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;2&#39;)&quot;&gt;");
  });

  it("lets only its own script run, by its digest, and fetches nothing", () => {
    const html = runHtml(result([vmResult("a")]));
    const [, script = ""] = /<script>([\s\S]*)<\/script>\n<\/body>/.exec(html) ?? [];
    const digest = createHash("sha256").update(script).digest("base64");
    expect(html).toContain(`script-src 'sha256-${digest}'`);
    expect(html).toContain("default-src 'none'");
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });

  it("carries the figures' numbers and the scenario as run", () => {
    const built = result([vmResult("a")]);
    const html = runHtml(built);
    const [, json = ""] = /<script type="application\/json" id="figures">(.*)<\/script>/.exec(html) ?? [];
    expect(JSON.parse(json).seconds).toHaveLength(12);
    expect(html).toContain("&quot;durationNs&quot;: 120000000000");
  });

  it("can be made of any result", () => {
    fc.assert(
      fc.property(anyResult, (any) => {
        expect(runHtml(any)).toMatch(/<\/html>\n$/);
      }),
      { numRuns: 30 },
    );
  });
});

/** Names of the elements that are open at the end, or where one is closed that is not open: none in well-formed XML without comments. */
function unclosed(xml: string): string[] {
  const open: string[] = [];
  for (const [, closing, name = "", selfClosed] of xml.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (closing === "/") {
      if (open.pop() !== name) return [`</${name}>`];
    } else if (selfClosed !== "/") open.push(name);
  }
  return open;
}

describe("the figure of a run", () => {
  it("is well-formed, whatever the result, and has no number that is none", () => {
    fc.assert(
      fc.property(anyResult, (any) => {
        const svg = runSvg(any);
        expect(unclosed(svg)).toEqual([]);
        expect(svg).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 50 },
    );
  });

  it("leaves hostile names text, and out what did not happen", () => {
    const svg = runSvg(hostile);
    expect(svg).not.toContain("<script");
    expect(svg).toContain("&lt;/script&gt;");
    expect(svg).toContain("Host memory by owner");
    expect(svg).not.toContain("Major faults");
  });
});

describe("runs side by side", () => {
  const twice = measuresOf(result([vmResult("a", { slowdown: 3 })]), NO_EXCESS);
  const compared: Comparison = {
    scenario: HOSTILE,
    variations: [{ path: "manager", values: [HOSTILE, "none", "esx"] }],
    rows: [
      { values: [HOSTILE], outcome: twice, distanceToBest: null },
      { values: ["none"], outcome: { ...twice, worstSlowdown: 2 }, distanceToBest: null },
      { values: ["esx"], outcome: { problem: HOSTILE, blame: "memory" }, distanceToBest: null },
    ],
  };

  it("are a figure: a bar as long as what it stands for, from no slowdown on", () => {
    const svg = comparisonSvg(compared);
    expect(unclosed(svg)).toEqual([]);
    expect(svg).not.toContain("<script");
    expect(svg).toContain("could not be run");
    const widths = [...svg.matchAll(/<rect x="([\d.]+)"[^>]* width="([\d.]+)" height="12"/g)];
    const first = widths.filter(([, x]) => x === widths[0]?.[1]).map(([, , width]) => Number(width));
    expect(first).toHaveLength(2);
    expect((first[0] ?? 0) / (first[1] ?? 1)).toBeCloseTo(2, 2);
  });

  it("show the excess that a plan judges", () => {
    const judged = (p99Excess: number) => ({ values: [""], outcome: { ...twice, p99Excess }, distanceToBest: null });
    const svg = comparisonSvg({ ...compared, rows: [judged(1.5), judged(3)] });
    expect(svg).toContain(">p99 excess</text>");
    expect(svg).toContain("99 of 100 seconds are no slower");
    // Both are 3 times slower in all; the verdicts differ, as 0.5 and 2.
    expect(svg.match(/>[\d.]+×</gu)).toEqual([">3.00×<", ">1.50×<", ">3.00×<", ">3.00×<"]);
    const bars = [...svg.matchAll(/<rect x="([\d.]+)"[^>]* width="([\d.]+)" height="12"/gu)];
    expect(Number(bars[3]?.[2]) / Number(bars[1]?.[2])).toBeCloseTo(4, 2);
    expect(comparisonSvg({ ...compared, rows: [judged(1)] })).not.toContain("excess");
  });

  it("draw what has no end longer than the rest, to a point, and the others in their proportions", () => {
    const endless = Number.POSITIVE_INFINITY;
    const slow = (worstSlowdown: number, at: number) => ({
      values: [String(at)],
      outcome: { ...twice, p99Slowdown: 1, worstSlowdown },
      distanceToBest: null,
    });
    const svg = comparisonSvg({ ...compared, rows: [endless, 3, 2].map(slow) });
    expect(svg).not.toMatch(/NaN|Infinity/);
    expect(svg).toContain(">∞</text>");
    const [, from = "", point = ""] = /<path d="M([\d.]+) [\d.]+H[\d.]+L([\d.]+) /.exec(svg) ?? [];
    const bars = [...svg.matchAll(/<rect x="([\d.]+)"[^>]* width="([\d.]+)" height="12"/g)];
    const [first = 0, second = 1] = bars.filter(([, x]) => x === from).map(([, , width]) => Number(width));
    // Bars begin at 1: 3 is twice as long as 2.
    expect(first / second).toBeCloseTo(2, 2);
    expect(first / (Number(point) - Number(from))).toBeCloseTo(0.75, 2);
  });

  it("say on the page why VMs were slow", () => {
    const sentence = `From 0:09 on ${HOSTILE} waits for memory that the host swapped out (2.00×).`;
    const blame = { vm: "a", atNs: 9e9, cause: "host-swap", overcommit: true, sentence } as const;
    const row = { values: ["none"], outcome: { ...twice, p99Excess: 2, blame }, distanceToBest: null };
    const html = comparisonHtml({ ...compared, rows: [row] });
    expect(html).toContain("<ul><li>manager=none: From 0:09 on &lt;/script&gt;");
    expect(html).not.toContain("<img");
    expect(comparisonHtml(compared)).not.toContain("<h2>Why</h2>");
  });

  it("are a page without a script that says what could not be run", () => {
    const html = comparisonHtml(compared);
    expect(html).not.toContain("<script");
    expect(html).not.toContain("<img");
    expect(html).not.toContain("script-src");
    expect(html).toContain("default-src 'none'");
    expect(html.match(/<tr>/g)).toHaveLength(3);
  });
});
