import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLog } from '../../src/node/log.ts'
import type { OperatorNode } from '../../src/node/operator-node.ts'
import { freePorts } from '../../src/testnet/ports.ts'
import { loopbackConfig } from './nodes.ts'
import { startWithWebsite } from './websites.ts'

/** Shows that a key of the configuration changes something: fails when setting it has no effect. */
export type Effect = () => Promise<void>

export type Settings = NonNullable<Parameters<typeof loopbackConfig>[1]>

/** Runs a node of `domain` with these settings, and stops it. */
export async function withNode<T>(
  settings: Settings,
  work: (node: OperatorNode) => Promise<T> | T,
  domain = 'a.test',
): Promise<T> {
  const node = await startWithWebsite(loopbackConfig(domain, settings), { log: createLog('silent') })
  try {
    return await work(node)
  } finally {
    await node.stop()
  }
}

export async function withDirectory<T>(work: (directory: string) => Promise<T>): Promise<T> {
  const directory = await mkdtemp(join(tmpdir(), 'openpeer-keys-'))
  try {
    return await work(directory)
  } finally {
    await rm(directory, { recursive: true, force: true })
  }
}

/** A TCP port of this machine that nobody has now. */
export async function freePort(): Promise<number> {
  const [port] = await freePorts(1)
  if (port === undefined) throw new Error('every port is taken')
  return port
}
