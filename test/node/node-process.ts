import { createLog } from '../../src/node/log.ts'
import { startOperatorNode } from '../../src/node/operator-node.ts'
import { loopbackConfig } from './nodes.ts'

// An operator node as a process of its own, for tests that kill it: its data directory is the first argument.
const node = await startOperatorNode(loopbackConfig('a.test', { dataDir: process.argv[2] ?? null }), {
  log: createLog('silent'),
})
process.send?.({ addresses: node.libp2p.getMultiaddrs().map(String) })
