/** A YAML file, parsed at build time into plain data. */
declare module "*?data" {
  const written: unknown;
  export default written;
}
