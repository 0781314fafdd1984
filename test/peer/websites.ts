import type { Ed25519PrivateKey } from '@libp2p/interface'
import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { formatTxtRecord } from '../../src/identity-proofs/txt-record.ts'
import { formatWellKnown } from '../../src/identity-proofs/well-known.ts'
import { NETWORK, rawOf } from './forge.ts'

/** A key pair, or the raw public key. */
type ShownKey = Ed25519PrivateKey | Uint8Array

/** What domains show outside; a domain that is not in it cannot be reached. */
export interface Websites extends Outside {
  readonly sites: Map<string, { key: ShownKey; nodes?: string[] } | 'missing'>
  readonly txt: Map<string, ShownKey>
  /** Domains whose website was asked, in order. */
  readonly asked: string[]
  canResolveDns: boolean
}

export function websites(): Websites {
  const sites: Websites['sites'] = new Map()
  const txt: Websites['txt'] = new Map()
  const asked: string[] = []
  return {
    sites,
    txt,
    asked,
    canResolveDns: true,
    async fetchText(url) {
      const domain = new URL(url).host
      asked.push(domain)
      const site = sites.get(domain)
      if (site === undefined) throw new OpenPeerError('FETCH_FAILED', `${url} was not fetched: connection refused`)
      if (site === 'missing') return { status: 404, contentType: null, text: '' }
      const { key, nodes = [] } = site
      const text = formatWellKnown({ network: NETWORK, domain, key: raw(key), nodes })
      return { status: 200, contentType: 'application/json', text }
    },
    async resolveTxt(name) {
      const key = txt.get(name.replace(/^_openpeer\./, ''))
      return key === undefined ? null : [formatTxtRecord({ key: raw(key) })]
    },
  }
}

function raw(key: ShownKey): Uint8Array {
  return key instanceof Uint8Array ? key : rawOf(key)
}
