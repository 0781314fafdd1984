import { existsSync } from 'node:fs'
import { OpenPeerError } from '../../errors.ts'
import { startHttp } from '../../http/start-http.ts'
import { formatTxtRecord, txtName } from '../../identity-proofs/txt-record.ts'
import { readOperatorConfig } from '../../node/config.ts'
import { startOperatorNode } from '../../node/operator-node.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { table } from '../output.ts'
import { untilAborted } from '../until-aborted.ts'

interface NodeOptions {
  json?: boolean
  config: string
  check?: boolean
}

/** Runs until SIGTERM or SIGINT, then drains: HTTP first, so that no new question comes in, then the node. */
export async function run({ output, signal, width }: Context, _: string[], options: NodeOptions): Promise<number> {
  if (!existsSync(options.config)) {
    const message = `There is no ${options.config}: make one with "openpeer init <domain>", or name yours with --config.`
    throw new OpenPeerError('INVALID_CONFIG', message)
  }
  const config = await readOperatorConfig(options.config)
  if (options.check) {
    output.result({ event: 'checked', config: options.config, domain: config.domain }, `${options.config} is right.`)
    return EXIT.ok
  }
  output.progress(`starting ${config.domain}`)
  const website = Promise.withResolvers<void>()
  const node = await startOperatorNode(config, { joinAfter: website.promise })
  try {
    const http = await startHttp(node, config)
    website.resolve()
    try {
      const multiaddrs = node.libp2p.getMultiaddrs().map(String)
      const ready = { event: 'ready', domain: node.domain, network: node.network, peerId: node.peerId.toString() }
      const txt = { name: txtName(node.domain), value: formatTxtRecord({ key: node.domainKey }) }
      const rows: [string, string][] = [
        ...multiaddrs.map((address): [string, string] => ['listens', address]),
        ['http', http.url],
        ['TXT', `${txt.name} "${txt.value}"`],
      ]
      output.event(
        { ...ready, multiaddrs, http: http.url, stun: node.stunAddress, txt },
        `${node.domain} is up on the network "${node.network}".\n${table(rows, width)}`,
      )
      await untilAborted(signal)
      output.progress('draining')
    } finally {
      await http.stop()
    }
  } finally {
    await node.stop()
  }
  return EXIT.ok
}
