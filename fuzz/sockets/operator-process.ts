// An operator node as a process of its own, whole, with its HTTP face; the argument is the file of its development network.
import { readFile } from 'node:fs/promises'
import { startHttp } from '../../src/http/start-http.ts'
import { readDevNetwork } from '../../src/identity-proofs/dev-network.ts'
import { operatorConfig } from '../../src/node/config.ts'
import { createLog } from '../../src/node/log.ts'
import { startOperatorNode } from '../../src/node/operator-node.ts'
import { TESTNET_BUDGETS } from '../../src/testnet/budgets.ts'
import { NETWORK, NOW } from '../../test/records/fixtures.ts'
import { OPERATOR_DOMAIN, type OperatorReady } from './operator-name.ts'
import { watchThisProcess } from './watch-process.ts'

const dev = readDevNetwork(JSON.parse(await readFile(process.argv[2] ?? '', 'utf8')))
const config = operatorConfig({
  network: NETWORK,
  domain: OPERATOR_DOMAIN,
  listen: ['/ip4/127.0.0.1/tcp/0', '/ip4/127.0.0.1/tcp/0/ws'],
  allowPrivateAddresses: true,
  stun: { host: '127.0.0.1', port: 0 },
  http: { host: '127.0.0.1', port: 0 },
  limits: { maxConnectionsPerSecond: 100_000, maxPendingConnections: 1_000, maxRecords: 2_000, maxLocations: 200 },
  // Its budgets would refuse nearly everything unread; that they do is shown elsewhere.
  budgets: TESTNET_BUDGETS,
  dev,
})
// The clock of the fixtures, running: what is made from fixed keys and times is the same in every run, and valid.
const startedAt = performance.now()
const now = () => Math.round(NOW + 60_000 + performance.now() - startedAt)
const node = await startOperatorNode(config, { log: createLog('silent'), now })
const http = await startHttp(node, config)
watchThisProcess({
  multiaddrs: node.libp2p.getMultiaddrs().map(String),
  http: http.url,
  stun: node.stunAddress,
} satisfies OperatorReady)
