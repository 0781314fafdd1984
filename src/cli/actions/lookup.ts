import { OpenPeerError } from '../../errors.ts'
import type { LookupPolicy } from '../../federation/lookup-policy.ts'
import { type Contact, isTrusted, type Proof } from '../../peer/contact.ts'
import { absentText, checkWhom, shownWhom } from '../check-whom.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openAnonymousPeer, openPeer } from '../open-peer.ts'
import { DEV_NETWORK, type PeerCommandOptions } from '../options.ts'
import { devDirectory, peerDirectory, readSettings } from '../peer-settings.ts'
import { contactJson, contactText } from '../show-contact.ts'

interface LookupOptions extends PeerCommandOptions {
  via?: string
  policy?: LookupPolicy
  /** false with --no-proofs */
  proofs: boolean
}

/** Asks as the person of this directory, or as nobody through --via; says what was checked. */
export async function run(context: Context, [address = '']: string[], options: LookupOptions): Promise<number> {
  const { output } = context
  checkWhom(address) // a wrong address is said before anything is started
  output.progress(`looking up ${shownWhom(address)}`)
  const peer = await openLookupPeer(context, options)
  /** The accounts are looked at now, unless nothing is to be fetched: then what was seen at an earlier time has to do. */
  const looks = options.proofs && options.policy !== 'cache-only'
  async function proofsOf(contact: Contact): Promise<Proof[]> {
    const claimed = contact.identity.payload.profile?.claims.length ?? 0
    if (claimed === 0 || !looks) return contact.proofs
    output.progress(`looking at ${claimed === 1 ? 'the account' : `the ${claimed} accounts`} that they claim`)
    return peer.checkProofs(contact, { signal: context.signal })
  }
  try {
    const contact = await peer.resolve(address, {
      ...(options.policy === undefined ? {} : { policy: options.policy }),
      signal: context.signal,
    })
    if (contact === null) {
      output.result({ name: address, found: false }, absentText(address))
      return EXIT.absent
    }
    const shown = { ...contact, proofs: await proofsOf(contact) }
    const petname = (await peer.contacts.get(contact.idText))?.petname ?? null
    const text = contactText(shown, context.width, { proofsAreNew: looks, petname })
    output.result({ ...contactJson(shown), petname }, text)
    return isTrusted(contact) || contact.pinned ? EXIT.ok : EXIT.notVerified
  } finally {
    await peer.stop()
  }
}

async function openLookupPeer(context: Context, options: LookupOptions) {
  const settings = await readSettings(peerDirectory(options, context.env))
  const inDev = devDirectory(options, context.env) !== null
  const via = options.via ?? (settings === null && inDev ? 'a.test' : undefined)
  if (via !== undefined)
    return openAnonymousPeer(context, options, via, settings?.network ?? (inDev ? DEV_NETWORK : 'main'))
  if (settings === null) {
    throw new OpenPeerError(
      'INVALID_ARGUMENT',
      'Whom to ask? Name an operator with --via a.example, or make an identity: openpeer id create --home a.example',
    )
  }
  return openPeer(context, options)
}
