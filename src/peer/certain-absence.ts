import { isOpenPeerError } from '../errors.ts'
import { registrableDomain } from '../records/registrable-domain.ts'
import type { Address } from '../records/uris.ts'
import type { ResolveResponse } from '../wire/messages.js'
import { directory } from '../wire/methods.ts'
import { claimedDomain } from './bundle.ts'
import type { Operators } from './operators.ts'

/** What one operator answered. */
export interface Said {
  /** Its domain. */
  from: string
  response: ResolveResponse
}

const ASK_TIMEOUT_MS = 3_000

/**
 * Whether nothing found means that there is nothing: the domain itself says so, or every operator that counts found nothing
 * at as many holders as a quorum needs. One that knows no other operator (it has just started, or is cut off) does not
 * count: it is all the holders that it knows. Throws ABORTED. docs/spec/verification.md, "Whom to ask".
 */
export async function isCertain(
  answers: Said[],
  address: Address,
  operators: Operators,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  if (answers.some((answer) => isOwnWord(answer, address))) return true
  if (!answers.every(({ response: { answers: heard, needed } }) => heard >= needed && needed > 0)) return false
  const counting = answers.map(async ({ from, response }) => {
    // One of two operators needs one answer too, so the number alone does not tell.
    return response.needed > 1 || (await knowsOthers(from, operators, signal))
  })
  return (await Promise.all(counting)).includes(true)
}

/** Whether the domain itself says what its names are; that another operator calls an answer its own counts for nothing. */
function isOwnWord({ from, response }: Said, address: Address): boolean {
  return response.source === 'own' && address.type === 'name' && address.name.domain === from
}

async function knowsOthers(domain: string, operators: Operators, signal: AbortSignal | undefined): Promise<boolean> {
  const operator = [operators.home, ...operators.others()].find((one) => one.domain === domain)
  if (operator === undefined) return false
  try {
    const routingKey = crypto.getRandomValues(new Uint8Array(32))
    const limits = { timeoutMs: ASK_TIMEOUT_MS, ...(signal === undefined ? {} : { signal }) }
    const { nodes } = await operator.ask(directory.holders, { routingKey }, limits)
    const named = await Promise.all(nodes.map((node) => ownerOf(node.domainRecord, operators.network)))
    return named.some((owner) => owner !== null && owner !== registrableDomain(domain))
  } catch (error) {
    if (!isOpenPeerError(error) || signal?.aborted) throw error
    return false
  }
}

async function ownerOf(domainRecord: Uint8Array, network: string): Promise<string | null> {
  try {
    const domain = await claimedDomain(domainRecord, network)
    return domain === null ? null : registrableDomain(domain)
  } catch (error) {
    if (isOpenPeerError(error)) return null
    throw error
  }
}
