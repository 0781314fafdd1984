import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'

/**
 * How a home's router treats UDP. `cone` keeps the port of who sends, for whomever it is; `symmetric` takes a new port for
 * each destination; `no-udp` drops UDP and lets TCP pass. None lets anything in that was not asked for.
 */
export type Nat = 'cone' | 'symmetric' | 'no-udp'

/** An internet of its own in network namespaces: a public network, and two homes behind a router each. */
export interface NatLab extends Disposable {
  /** The namespace with the public address. */
  readonly operator: string
  /** As everybody in the lab reaches it. */
  readonly operatorAddress: string
  /** One namespace in each home, in the order of the NATs. */
  readonly homes: readonly [string, string]
}

// Looks public, since private addresses are neither announced nor dialled; it exists in the lab only.
const PUBLIC_NETWORK = '11.0.0'
/** Followed by the process id of the test, so that runs beside each other have their own and leftovers can be told. */
const PREFIX = 'openpeer-nat-'
const NAMESPACES = '/run/netns'

const open = new Set<string>()
let isWatchingEnd = false
let labs = 0

/** Why no lab can be built here; null when one can. */
export function whyNoLab(): string | null {
  if (process.platform !== 'linux') return 'network namespaces are a thing of Linux'
  if (process.getuid?.() !== 0) return 'network namespaces need root'
  try {
    execFileSync('ip', ['-V'], { stdio: 'ignore' })
    execFileSync('nft', ['--version'], { stdio: 'ignore' })
  } catch (error) {
    return `the commands ip and nft are needed (Debian: iproute2, nftables): ${(error as Error).message}`
  }
  const probe = `${PREFIX}${process.pid}-probe`
  try {
    addNamespace(probe)
    route(probe, 'symmetric')
    return null
  } catch (error) {
    return `this machine lets nobody build network namespaces with NAT: ${(error as Error).message}`
  } finally {
    removeNamespace(probe)
  }
}

/** Builds a lab; it goes when it is disposed of, when this process ends, and at the latest with the next lab. */
export function buildNatLab(nats: readonly [Nat, Nat]): NatLab {
  removeLeftovers()
  labs += 1
  const name = (role: string) => `${PREFIX}${process.pid}-${labs}-${role}`
  const [net, operator] = [name('net'), name('operator')]
  const homes = [name('home0'), name('home1')] as const
  const routers = [name('router0'), name('router1')] as const
  const all = [net, operator, ...homes, ...routers]
  const remove = () => all.forEach(removeNamespace)
  try {
    all.forEach(addNamespace)
    ip(net, 'link', 'add', 'bridge', 'type', 'bridge')
    ip(net, 'link', 'set', 'bridge', 'up')
    plugIn(operator, net, 'operator', `${PUBLIC_NETWORK}.1`)
    for (const [i, router] of routers.entries()) {
      const home = homes[i] ?? ''
      plugIn(router, net, `router${i}`, `${PUBLIC_NETWORK}.${11 + i}`)
      cable([router, 'lan', `192.168.${1 + i}.1`], [home, 'eth', `192.168.${1 + i}.2`])
      ip(home, 'route', 'add', 'default', 'via', `192.168.${1 + i}.1`)
      route(router, nats[i] ?? 'cone')
    }
  } catch (error) {
    remove()
    throw error
  }
  return { operator, operatorAddress: `${PUBLIC_NETWORK}.1`, homes, [Symbol.dispose]: remove }
}

/**
 * Forwards and translates between `lan` and `wan`. What comes in on `wan` unasked is dropped before it leaves a trace:
 * otherwise an early packet of the other side would take the very port that this side is about to keep.
 */
function route(namespace: string, nat: Nat): void {
  execFileSync('ip', ['netns', 'exec', namespace, 'sh', '-c', 'echo 1 > /proc/sys/net/ipv4/ip_forward'], {
    stdio: 'pipe',
  })
  const rules = `
    table ip router {
      chain forward {
        type filter hook forward priority filter; policy drop;
        ${nat === 'no-udp' ? 'meta l4proto udp drop' : ''}
        ct state established,related accept
        iifname "lan" accept
      }
      chain input {
        type filter hook input priority filter; policy accept;
        iifname "wan" ct state new drop
      }
      chain translate {
        type nat hook postrouting priority srcnat;
        oifname "wan" masquerade ${nat === 'symmetric' ? 'random,fully-random' : ''}
      }
    }`
  execFileSync('ip', ['netns', 'exec', namespace, 'nft', '-f', '-'], { input: rules, stdio: 'pipe' })
}

/** Gives a namespace a `wan` interface on the public network. */
function plugIn(namespace: string, net: string, port: string, address: string): void {
  cable([namespace, 'wan', address], [net, port, null])
  ip(net, 'link', 'set', port, 'master', 'bridge')
}

type End = readonly [namespace: string, device: string, address: string | null]

function cable(a: End, b: End): void {
  ip(a[0], 'link', 'add', a[1], 'type', 'veth', 'peer', 'name', b[1], 'netns', b[0])
  for (const [namespace, device, address] of [a, b]) {
    if (address !== null) ip(namespace, 'address', 'add', `${address}/24`, 'dev', device)
    ip(namespace, 'link', 'set', device, 'up')
  }
}

function ip(namespace: string, ...args: string[]): void {
  execFileSync('ip', ['-n', namespace, ...args], { stdio: 'pipe' })
}

function addNamespace(namespace: string): void {
  watchEnd()
  open.add(namespace)
  execFileSync('ip', ['netns', 'add', namespace], { stdio: 'pipe' })
  ip(namespace, 'link', 'set', 'lo', 'up')
}

/** Removes a namespace, with the processes in it and their end of every cable. */
function removeNamespace(namespace: string): void {
  if (existsSync(`${NAMESPACES}/${namespace}`)) {
    const pids = execFileSync('ip', ['netns', 'pids', namespace], { encoding: 'utf8' })
    for (const pid of pids.split('\n').filter(Boolean)) kill(Number(pid))
    execFileSync('ip', ['netns', 'delete', namespace], { stdio: 'pipe' })
  }
  open.delete(namespace)
}

/** What tests left that were killed before they could clear up. */
function removeLeftovers(): void {
  const names = existsSync(NAMESPACES) ? readdirSync(NAMESPACES) : []
  for (const name of names) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN
    if (Number.isNaN(pid) || existsSync(`/proc/${pid}`)) continue
    try {
      removeNamespace(name)
    } catch {
      // Another run was quicker.
    }
  }
}

function watchEnd(): void {
  if (isWatchingEnd) return
  isWatchingEnd = true
  process.on('exit', () => [...open].forEach(removeNamespace))
  // Without a listener these would end the process with no `exit` event.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(1))
  // The test runner has gone, and did not say so.
  process.stdout.on('error', () => process.exit(1))
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended meanwhile.
  }
}
