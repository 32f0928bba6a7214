/** The feedback loop of one type: first tier only. */
export class RefaultFeedback {
  private refaulted = 0;
  private evicted = 0;
  private avgRefaulted = 0;
  private avgTotal = 0;

  evict(): void {
    this.evicted++;
  }

  refault(): void {
    this.refaulted++;
  }

  /** `read_ctrl_pos`. */
  position(): { refaulted: number; total: number } {
    return { refaulted: this.avgRefaulted + this.refaulted, total: this.avgTotal + this.evicted };
  }

  /** `reset_ctrl_pos` with `carryover`. */
  reset(): void {
    const { refaulted, total } = this.position();
    this.avgRefaulted = Math.floor(refaulted / 2);
    this.avgTotal = Math.floor(total / 2);
    this.refaulted = 0;
    this.evicted = 0;
  }
}
