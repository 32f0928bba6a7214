/** A curve over references of unknown number: when it has too many points, every second one goes. */
export class Growth {
  readonly #mostPoints: number;
  #points: number[] = [];
  #stride = 1;
  #next = 1;

  /** `mostPoints`: an even number. */
  constructor(mostPoints: number) {
    this.#mostPoints = mostPoints;
  }

  /** References between two points. */
  get stride(): number {
    return this.#stride;
  }

  /** The values after each stride. */
  get points(): readonly number[] {
    return this.#points;
  }

  /** Must be called after each reference, which is the `position`-th, counted from 1. */
  add(position: number, value: number): void {
    if (position < this.#next) return;
    if (this.#points.length === this.#mostPoints) {
      this.#points = this.#points.filter((_, point) => point % 2 === 1);
      this.#stride *= 2;
      this.#next = (this.#points.length + 1) * this.#stride;
      if (position < this.#next) return;
    }
    this.#points.push(value);
    this.#next += this.#stride;
  }
}
