/**
 * How often a property is tried: so many times in the tests, and in the long run as many times that as OPENPEER_PROPERTY_FACTOR
 * says (docs/guides/fuzz-and-soak.md, "Properties").
 */
export function propertyRuns(runs: number): { numRuns: number } {
  return { numRuns: runs * Number(process.env.OPENPEER_PROPERTY_FACTOR ?? 1) }
}
