/** One thing that was examined. */
export interface Finding {
  /** Which check, the same word at each run: docs/guides/peers.md lists them. */
  check: Check
  result: 'ok' | 'warning' | 'failed' | 'skipped'
  /** What was seen. */
  detail: string
  /** What to do about it; null when nothing is to be done. */
  mend: string | null
}

export type Check =
  | 'website'
  | 'pages'
  | 'dns'
  | 'address'
  | 'directory'
  | 'introduce'
  | 'clock'
  | 'websocket'
  | 'record'
  | 'key'
  | 'lifetime'
  | 'lists'
  | 'stun'
  | 'relay'
  | 'gateway'
  | 'elsewhere'
  | 'held'
  | 'seat'
  | 'witnesses'

export function ok(check: Check, detail: string): Finding {
  return { check, result: 'ok', detail, mend: null }
}

export function warning(check: Check, detail: string, mend: string): Finding {
  return { check, result: 'warning', detail, mend }
}

export function failed(check: Check, detail: string, mend: string): Finding {
  return { check, result: 'failed', detail, mend }
}

/** Could not be examined, mostly because of another finding. */
export function skipped(check: Check, detail: string): Finding {
  return { check, result: 'skipped', detail, mend: null }
}

/** The worst that was found; what was skipped counts for nothing. */
export function worst(findings: readonly Finding[]): 'ok' | 'warning' | 'failed' {
  if (findings.some(({ result }) => result === 'failed')) return 'failed'
  return findings.some(({ result }) => result === 'warning') ? 'warning' : 'ok'
}
