/** A YAML file as plain data. */
declare module "*?data" {
  const written: unknown;
  export default written;
}
