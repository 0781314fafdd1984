import type { Json } from './method.ts'

/** Keys and indexes into JSON; `EACH` stands for every element of an array. */
export type Path = (string | number | typeof EACH)[]
export const EACH = Symbol('each')

/** Follows a path; undefined where there is nothing, an array of what was found behind `EACH`. Own properties only. */
export function at(json: Json, ...path: Path): Json {
  let here = json
  for (const [index, step] of path.entries()) {
    if (step === EACH) return elements(here).flatMap((element) => at(element, ...path.slice(index + 1)))
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, step)) return undefined
    here = (here as Record<string | number, Json>)[step]
  }
  return here
}

/** The strings among these values and in arrays of them. */
export function texts(...values: Json[]): string[] {
  return values.flatMap((value) => {
    if (typeof value === 'string') return [value]
    return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : []
  })
}

/** The elements of an array; none for anything else. */
export function elements(value: Json): Json[] {
  return Array.isArray(value) ? value : []
}

/** Whether a service's spelling of an account is the claim's: services fold case. */
export function isAccount(value: Json, account: string): boolean {
  return ['string', 'number'].includes(typeof value) && String(value).toLowerCase() === account.toLowerCase()
}
