// An operator node of a domain that others reach at a public address: the only server that the people of the lab have.
import { operatorConfig } from '../../src/node/config.ts'
import { startOperatorNode } from '../../src/node/operator-node.ts'
import { until } from '../node/until.ts'

const TCP_PORT = 4001
const STUN_PORT = 3478

const { domain, address } = JSON.parse(process.argv[2] ?? '') as { domain: string; address: string }
const config = operatorConfig({
  network: 'test',
  domain,
  listen: [`/ip4/0.0.0.0/tcp/${TCP_PORT}`],
  announce: [`/ip4/${address}/tcp/${TCP_PORT}`],
  stun: { host: '0.0.0.0', port: STUN_PORT, announce: `${address}:${STUN_PORT}` },
  log: { level: 'error' },
})
const node = await startOperatorNode(config)

process.on('disconnect', () => process.exit())
process.on('message', async (message: { do: 'count' | 'count when no circuit is open' }) => {
  if (message.do !== 'count') await until('no circuit is open', () => node.counts().relay.openCircuits === 0)
  process.send?.({ event: 'counts', ...node.counts() })
})
process.send?.({ event: 'ready', addresses: node.libp2p.getMultiaddrs().map(String) })
