/** Whether an operator node lives (else restart it) and is ready (else send nobody to it), with the reasons. */
export interface Health {
  live: boolean
  ready: boolean
  /** what is missing, for people; empty when ready */
  reasons: string[]
}

/** What health is made from. */
export interface Vitals {
  isStopping: boolean
  isListening: boolean
  /** other operators met */
  operators: number
  /** other operators configured; with none a node may be alone */
  bootstrapEntries: number
}

/** Judges a node. Alone although others are configured is not ready: its answers would be nobody's but its own. */
export function judgeHealth(vitals: Vitals): Health {
  const reasons: string[] = []
  if (vitals.isStopping) reasons.push('this node is stopping')
  if (!vitals.isListening) reasons.push('this node does not listen')
  if (vitals.bootstrapEntries > 0 && vitals.operators === 0) reasons.push('no other operator was reached yet')
  return { live: vitals.isStopping || vitals.isListening, ready: reasons.length === 0, reasons }
}
