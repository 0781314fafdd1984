/**
 * How far a lookup goes (docs/spec/placement.md, "Lookup"): `cache-only` what this node has; `cache-first` that, else
 * `network`; `network` the answers of enough holders to meet the last acknowledged write, `quorum` those of all that
 * answer in time. (Whoever knows the domain's own node asks it beside a `network` lookup and takes its valid answer at once.)
 */
export const LOOKUP_POLICIES = ['cache-only', 'cache-first', 'network', 'quorum'] as const

export type LookupPolicy = (typeof LOOKUP_POLICIES)[number]
