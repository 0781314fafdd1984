import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

const COMMAND = join(import.meta.dirname, '../../bin/openpeer.js')

export interface Ended {
  status: number | null
  out: string
  err: string
}

/** A folder laid out like the package, with the real command in it and programs that say which one ran. */
export interface Installed {
  write(path: string, text: string, changedAt?: Date): Promise<void>
  /** Runs the command; `onOutput` may send signals to its process. */
  run(args: string[], onOutput?: (pid: number) => void): Promise<Ended>
  remove(): Promise<void>
}

/** `neededMajor` stands in for 24, so that the Node.js that runs the tests can be the one that is too old. */
export async function install(neededMajor = 24): Promise<Installed> {
  const root = await mkdtemp(join(tmpdir(), 'openpeer-bin-'))
  const write: Installed['write'] = async (path, text, changedAt) => {
    const file = join(root, path)
    await mkdir(dirname(file), { recursive: true })
    await writeFile(file, text)
    await chmod(file, 0o755)
    if (changedAt !== undefined) await utimes(file, changedAt, changedAt)
  }
  const command = await readFile(COMMAND, 'utf8')
  await write('bin/openpeer.js', command.replace('NEEDED_MAJOR = 24', `NEEDED_MAJOR = ${neededMajor}`))
  await write('package.json', JSON.stringify({ type: 'module', version: '1.2.3' }))
  return {
    write,
    async run(args, onOutput) {
      const child = spawn(process.execPath, [join(root, 'bin/openpeer.js'), ...args], { stdio: 'pipe' })
      const ended: Ended = { status: null, out: '', err: '' }
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        ended.out += text
        onOutput?.(child.pid ?? 0)
      })
      child.stderr.setEncoding('utf8').on('data', (text: string) => {
        ended.err += text
      })
      const [status] = (await once(child, 'close')) as [number | null]
      return { ...ended, status }
    },
    remove: () => rm(root, { recursive: true }),
  }
}
