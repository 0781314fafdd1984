import { access, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { stringify } from 'yaml'
import { OpenPeerError } from '../../errors.ts'
import { formatTxtRecord, txtName } from '../../identity-proofs/txt-record.ts'
import { makeDirectory } from '../../make-directory.node.ts'
import { parseOperatorConfig } from '../../node/config.ts'
import { loadNodeKeys } from '../../node/keys.ts'
import { parseDomain } from '../../records/names.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'

interface InitOptions {
  json?: boolean
  dir: string
  network: string
  bootstrap?: string[]
}

/** Writes a configuration that is right as it stands, makes the keys, and says what to publish. Overwrites nothing. */
export async function run({ output }: Context, [given = '']: string[], options: InitOptions): Promise<number> {
  const domain = parseDomain(given)
  const configFile = join(options.dir, 'operator.yaml')
  if (await exists(configFile)) {
    throw new OpenPeerError('INVALID_ARGUMENT', `${configFile} is there already: edit it, or choose another --dir.`)
  }
  const yaml = `# Made by "openpeer init". Every key there is: config/operator.example.yaml\n${stringify({
    network: options.network,
    domain,
    dataDir: 'data',
    listen: ['/ip4/0.0.0.0/tcp/4001', '/ip4/0.0.0.0/tcp/4002/ws'],
    announce: [`/dns4/${domain}/tcp/4001`, `/dns4/${domain}/tcp/4002/ws`],
    bootstrap: options.bootstrap ?? [],
    stun: { port: 3478, announce: `${domain}:3478` },
    http: { host: '127.0.0.1', port: 8080, publicUrl: `https://${domain}` },
  })}`
  const config = parseOperatorConfig(configFile, yaml)
  await makeDirectory(options.dir)
  const { domainKey } = await loadNodeKeys(config.dataDir)
  await writeFile(configFile, yaml, { flag: 'wx' })
  const txt = formatTxtRecord({ key: domainKey.publicKey.raw })
  output.result(
    { domain, configFile, dataDir: config.dataDir, txt: { name: txtName(domain), value: txt } },
    [
      `Wrote ${configFile}, and the keys of ${domain} to ${config.dataDir}: back that directory up.`,
      '',
      'Publish:',
      `  ${txtName(domain)}  TXT  "${txt}"`,
      `  https://${domain}/.well-known/openpeer.json   from the node's HTTP port (a proxy with TLS in front of ${config.http.host}:${config.http.port})`,
      `  TCP 4001, 4002 and UDP 3478 open to the world`,
      '',
      `Then: openpeer node --config ${configFile}`,
      `And:  openpeer doctor ${domain}`,
    ].join('\n'),
  )
  return EXIT.ok
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path)
    return true
  } catch {
    return false
  }
}
