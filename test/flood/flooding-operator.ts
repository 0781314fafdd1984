import type { Libp2p } from '@libp2p/interface'
import { OpenPeerError } from '../../src/errors.ts'
import type { Outside } from '../../src/identity-proofs/outside.ts'
import { createLog } from '../../src/node/log.ts'
import { startOperatorNode } from '../../src/node/operator-node.ts'
import { loopbackConfig } from '../node/nodes.ts'
import { until } from '../node/until.ts'
import type { VictimReady } from './victim-process.ts'

/** An operator node of b.test that its victim has admitted: the parent shows both websites to both. */
export async function startFloodingOperator(victim: VictimReady): Promise<Libp2p> {
  const outside: Outside = {
    canResolveDns: true,
    async fetchText(url) {
      if (new URL(url).hostname !== 'a.test') throw new OpenPeerError('FETCH_FAILED', `nobody answers at ${url}`)
      return { status: 200, contentType: 'application/json', text: victim.wellKnown }
    },
    resolveTxt: async () => null,
  }
  const shown = Promise.withResolvers<void>()
  const node = await startOperatorNode(loopbackConfig('b.test', { bootstrap: victim.addresses }), {
    log: createLog('silent'),
    outside,
    joinAfter: shown.promise,
  })
  process.send?.({ page: { victim: victim.addresses[0], domain: 'b.test', text: node.wellKnown() } })
  process.on('message', (message: { shown?: string }) => message.shown === victim.addresses[0] && shown.resolve())
  await until('the victim was met', () => node.counts().operators === 1)
  return node.libp2p
}
