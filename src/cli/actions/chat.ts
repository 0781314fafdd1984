import { createInterface } from 'node:readline'
import { isOpenPeerError } from '../../errors.ts'
import type { Contact } from '../../peer/contact.ts'
import type { Link } from '../../peer/link.ts'
import type { Peer } from '../../peer/peer.ts'
import { absentText, checkWhom, shownWhom } from '../check-whom.ts'
import type { Context } from '../context.ts'
import { EXIT, exitStatus } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { contactText } from '../show-contact.ts'
import { watchSelf } from '../show-self-report.ts'
import { watchDevices } from '../watch-devices.ts'

/** How long one that waits to be called waits until it can be found, before it says whether it can. */
const ANNOUNCE_TIMEOUT_MS = 3_000

const NOT_REACHED = 'No operator was reached yet: until then only people you talked with before can find you.'
const NOT_LISTED = 'Nobody reaches this device yet: add it on another device of yours, openpeer device add.'

/** How long messages may still be on their way once nothing more is typed. */
const DELIVERY_TIMEOUT_MS = 10_000

/**
 * Lines of input go to the person of the address and to nobody else, whoever writes meanwhile; without an address, to
 * whoever wrote last. Ends with the input or a signal.
 */
export async function run(
  context: Context,
  [address]: string[],
  options: PeerCommandOptions & { accept?: boolean },
): Promise<number> {
  const { output, signal } = context
  if (address !== undefined) checkWhom(address) // a wrong address is said before anything is started
  output.progress('starting')
  const peer = await openPeer(context, options)
  const petnames = await readPetnames(peer)
  const shown = (contact: Contact) => petnames.get(contact.idText) ?? label(contact)
  let partner: Contact | null = null
  const sending = new Set<Promise<void>>()

  watchSelf(peer, context)
  watchDevices(peer, context)
  peer.onLink((link) => {
    if (address === undefined) partner ??= link.contact
    watch(link, context, shown)
  })
  peer.chat.onMessage((message) => {
    if (address === undefined) partner = message.from
    const { number, text } = message
    const from = label(message.from)
    output.event({ event: 'message', from, number, text }, `${shown(message.from)}: ${indented(text)}`)
  })
  const giveUp = new AbortController()
  const whileHere = AbortSignal.any([signal, giveUp.signal])
  let status: number = EXIT.ok
  const send = async (to: Contact, text: string) => {
    try {
      const { number } = await peer.chat.send(to, text, { signal: whileHere })
      output.event({ event: 'receipt', number, text }, '  ✓ delivered')
    } catch (error) {
      if (!isOpenPeerError(error)) throw error
      const { code, message } = error
      status = code === 'ABORTED' ? EXIT.unreachable : exitStatus(code)
      const said = code === 'ABORTED' ? 'not delivered yet, kept for the next time you talk' : message
      output.event({ event: 'undelivered', text, error: { code, message } }, `  (${text}: ${said})`)
    }
  }

  try {
    if (address !== undefined) {
      output.progress(`looking up ${shownWhom(address)}`)
      partner = await peer.resolve(address, { signal })
      if (partner === null) {
        output.result({ name: address, found: false }, absentText(address))
        return EXIT.absent
      }
      if (!output.json)
        output.notice(contactText(partner, context.width, { petname: petnames.get(partner.idText) ?? null }))
      const link = await peer.connect(partner, { ...(options.accept ? { accept: true } : {}), signal })
      watch(link, context, shown)
      sayReady(peer, context, { text: 'Type, and press enter to send. Ctrl-D ends.' })
    } else {
      const announced = await isAnnounced(peer, context)
      sayReady(peer, context, { announced, text: 'Waiting to be called. Ctrl-C ends.' })
    }
    await readLines(
      context,
      (text) => {
        if (partner === null) return output.notice('Nobody is here yet.')
        const sent = send(partner, text).finally(() => sending.delete(sent))
        sending.add(sent)
      },
      address === undefined,
    )
    const timer = setTimeout(() => giveUp.abort(), DELIVERY_TIMEOUT_MS)
    await Promise.all(sending)
    clearTimeout(timer)
    return status
  } finally {
    await peer.stop()
  }
}

function sayReady({ idText: id, name }: Peer, { output }: Context, more: { announced?: boolean; text: string }): void {
  const { text, ...rest } = more
  output.event({ event: 'ready', id, name: name?.text ?? null, ...rest }, text)
}

/** False when no operator can be told where we are: then only those who know our addresses find us. */
async function isAnnounced(peer: Peer, { output, signal }: Context): Promise<boolean> {
  if (peer.name === null && !peer.unlisted) {
    output.notice('You have no name yet, so nobody can look you up: openpeer register <name>')
    return false
  }
  try {
    await peer.ready({ signal, timeoutMs: ANNOUNCE_TIMEOUT_MS })
    return true
  } catch (error) {
    if (signal.aborted) throw error
    const isListed = peer.status.failure !== 'DEVICE_NOT_LISTED'
    output.notice(isListed ? NOT_REACHED : NOT_LISTED)
    return false
  }
}

/** Says each change of a link. */
function watch(link: Link, { output }: Context, shown: (contact: Contact) => string): void {
  const who = label(link.contact)
  const called = shown(link.contact)
  let said: string | null = null
  const say = () => {
    // From one relay to another, or one address to another, is nothing that a person wants to know.
    if (said === link.path) return
    said = link.path
    output.event({ event: 'link', with: who, path: link.path }, `— ${called}: connected, ${link.path}`)
  }
  say()
  link.on('path', say)
  link.on('close', () => output.event({ event: 'closed', with: who }, `— ${called}: the link is closed`))
}

/** What the owner calls people; while this runs, nothing else changes it. */
async function readPetnames(peer: Peer): Promise<Map<string, string>> {
  const petnames = new Map<string, string>()
  for await (const { idText, petname } of peer.contacts.list()) if (petname !== null) petnames.set(idText, petname)
  return petnames
}

function label(contact: Contact): string {
  return contact.name?.text ?? contact.idText
}

/** A message of several lines must not pass for several messages, perhaps of somebody else. */
function indented(text: string): string {
  return text.replaceAll('\n', '\n    | ')
}

/** Calls `each` for every line until the input ends; one that waits to be called also outlives its input. */
function readLines({ input, signal }: Context, each: (line: string) => void, stays: boolean): Promise<void> {
  return new Promise((resolve) => {
    const lines = createInterface({ input })
    lines.on('line', (line) => {
      if (line !== '') each(line)
    })
    if (!stays) lines.on('close', resolve)
    const stop = () => {
      lines.close()
      resolve()
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
  })
}
