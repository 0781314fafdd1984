// Some registries answer 404 for a package's builds for other platforms. npm then leaves those optional
// entries out of the lock file, and `npm ci` calls the lock out of step with package.json. This adds the
// entries back, without integrity: they are skipped by platform wherever they could not be fetched.
// Run it after every `npm install`.
import { readFileSync, writeFileSync } from 'node:fs'

interface LockEntry {
  version?: string
  dev?: boolean
  optional?: boolean
  cpu?: string[]
  os?: string[]
  optionalDependencies?: Record<string, string>
}

const path = 'package-lock.json'
const lock = JSON.parse(readFileSync(path, 'utf8')) as { packages: Record<string, LockEntry> }
const platforms = ['darwin', 'linux', 'win32', 'android', 'freebsd', 'openbsd', 'netbsd', 'sunos', 'aix']
const processors = ['x64', 'arm64', 'arm', 'ia32']

for (const entry of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const words = name.split(/[-/]/)
    const os = platforms.find((word) => words.includes(word))
    const cpu = processors.find((word) => words.includes(word))
    const key = `node_modules/${name}`
    if (os === undefined || cpu === undefined || lock.packages[key] !== undefined) continue
    lock.packages[key] = { version, cpu: [cpu], ...(entry.dev ? { dev: true } : {}), optional: true, os: [os] }
    process.stdout.write(`completed ${name}@${version}\n`)
  }
}

const sorted = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)))
writeFileSync(path, `${JSON.stringify({ ...lock, packages: sorted }, null, 2)}\n`)
