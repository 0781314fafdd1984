import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { formatTxtRecord } from '../../src/identity-proofs/txt-record.ts'
import { formatWellKnown } from '../../src/identity-proofs/well-known.ts'

export interface ScriptedOutside extends Outside {
  /** what each domain's website shows; a domain that is not here cannot be reached */
  readonly websites: Map<string, { key: Uint8Array; nextKey?: Uint8Array }>
  readonly txt: Map<string, { key: Uint8Array; nextKey?: Uint8Array }>
  /** the domains whose website was asked for, in order */
  readonly asked: string[]
  /** the most that were under way at a time */
  readonly mostAtOnce: () => number
  /** Until it is called again with null, nobody gets an answer. */
  hold(gate: Promise<void> | null): void
}

/** An outside of thousands of domains, which no real websites could stand for, that counts who was asked. */
export function scriptedOutside(network = 'test'): ScriptedOutside {
  const websites: ScriptedOutside['websites'] = new Map()
  const txt: ScriptedOutside['txt'] = new Map()
  const asked: string[] = []
  let gate: Promise<void> | null = null
  let underWay = 0
  let most = 0
  return {
    websites,
    txt,
    asked,
    mostAtOnce: () => most,
    hold: (next) => {
      gate = next
    },
    canResolveDns: true,
    async fetchText(url) {
      const domain = new URL(url).hostname
      asked.push(domain)
      most = Math.max(most, ++underWay)
      await gate
      underWay--
      const shown = websites.get(domain)
      if (shown === undefined) throw new OpenPeerError('FETCH_FAILED', `${domain} was not reached.`)
      return {
        status: 200,
        contentType: 'application/json',
        text: formatWellKnown({ network, domain, nodes: [], ...shown }),
      }
    },
    async resolveTxt(name) {
      const shown = txt.get(name.replace('_openpeer.', ''))
      return shown === undefined ? null : [formatTxtRecord(shown)]
    },
  }
}
