import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OpenPeerError } from '../errors.ts'
import { makeDirectory } from '../make-directory.node.ts'

/** Says that `openpeer dev` made this directory, and which process of it runs there. */
const MARK = 'openpeer-dev.pid'

/**
 * Empties a directory for a dev network and marks it, so that only such directories are ever emptied. Throws
 * INVALID_ARGUMENT when there is something else in it, another dev network runs there, or it cannot be made.
 */
export async function claimDevDirectory(directory: string): Promise<void> {
  const mark = join(directory, MARK)
  const found = await namesIn(directory)
  if (found.length > 0 && !found.includes(MARK)) {
    const message = `${directory} holds other things, and a dev network starts by emptying its directory: name another one.`
    throw new OpenPeerError('INVALID_ARGUMENT', message)
  }
  if (found.includes(MARK)) {
    const pid = Number(await readFile(mark, 'utf8'))
    if (isRunning(pid)) {
      const message = `A dev network runs in ${directory} already (pid ${pid}): use that one, stop it, or name another --data-dir.`
      throw new OpenPeerError('INVALID_ARGUMENT', message)
    }
  }
  try {
    await rm(directory, { recursive: true, force: true })
    await makeDirectory(directory)
    await writeFile(mark, `${process.pid}\n`)
  } catch (cause) {
    const message = `${directory} cannot be made: ${(cause as Error).message}. Name another --data-dir.`
    throw new OpenPeerError('INVALID_ARGUMENT', message, { cause })
  }
}

/** The rest stays to be looked at; but nobody is to look for the network here any more. */
export async function releaseDevDirectory(directory: string): Promise<void> {
  await rm(join(directory, 'dev-network.json'), { force: true })
  await writeFile(join(directory, MARK), '')
}

async function namesIn(directory: string): Promise<string[]> {
  try {
    return await readdir(directory)
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return []
    throw new OpenPeerError('INVALID_ARGUMENT', `${directory} cannot be used: ${message}`, { cause: error })
  }
}

function isRunning(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
