/** Which field of a row plays which role, counted from 0; −1: none does. */
export interface Roles {
  readonly places: readonly number[];
  readonly size: number;
  readonly op: number;
  readonly repeat: number;
  readonly time: number;
  readonly keys: readonly number[];
}
