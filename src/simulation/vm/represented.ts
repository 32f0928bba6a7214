/** The references that a VM's references stand for, phase by phase; in a run at full size each stands for itself. */
export class Represented {
  /** Those up to the latest phase, and the references that had been made then. */
  #before = 0;
  #made = 0;
  #standsFor = 1;

  /** From now on, when `made` references have been made, each stands for so many. */
  from(made: number, standsFor: number): void {
    this.#before = this.by(made);
    this.#made = made;
    this.#standsFor = standsFor;
  }

  /** All that stand behind `made` references. */
  by(made: number): number {
    return this.#before + Math.round((made - this.#made) * this.#standsFor);
  }
}
