import type { Json } from './method.ts'

/** Follows a path of keys and indexes into JSON; undefined where there is nothing. Own properties only. */
export function at(json: Json, ...path: (string | number)[]): Json {
  let here = json
  for (const step of path) {
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
  return typeof value === 'string' && value.toLowerCase() === account.toLowerCase()
}
