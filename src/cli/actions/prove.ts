import { OpenPeerError } from '../../errors.ts'
import type { ClaimInstructions } from '../../identity-proofs/claim-instructions.ts'
import type { Peer } from '../../peer/peer.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { table } from '../output.ts'
import { proofRow } from '../show-proofs.ts'

interface ProveOptions extends PeerCommandOptions {
  check?: boolean
  remove?: boolean
  list?: boolean
}

/** Adds a claim to this identity's profile and says what proves it; or checks, removes, lists. */
export async function run(context: Context, [claim]: string[], options: ProveOptions): Promise<number> {
  const chosen = [options.check, options.remove, options.list].filter((one) => one === true).length
  if (chosen > 1) throw new OpenPeerError('INVALID_ARGUMENT', 'Choose one of --check, --remove and --list.')
  if ((claim === undefined) !== (options.list === true)) {
    const text = 'Name one account: openpeer prove https://social.example/@alice, or list yours: openpeer prove --list'
    throw new OpenPeerError('INVALID_ARGUMENT', text)
  }
  const peer = await openPeer(context, options)
  try {
    if (claim === undefined) return await list(context, peer)
    if (options.check) return await check(context, peer, claim)
    if (options.remove) return await remove(context, peer, claim)
    return await add(context, peer, claim)
  } finally {
    await peer.stop()
  }
}

async function add({ output, signal, width }: Context, peer: Peer, claim: string): Promise<number> {
  const told = await peer.claims.instructions(claim)
  if (!told.isComplete) {
    const next = `Then claim it: openpeer prove '${claim}?signature=<hex>'`
    output.result({ ...told, published: false }, `${instructionsText(told, width)}\n\n${next}`)
    return EXIT.ok
  }
  output.progress(`publishing that ${told.account} is yours`)
  const { holders, needed } = await peer.claims.add(claim, { signal })
  const next = `Published; ${holders} operator nodes hold it. See whether it holds: openpeer prove '${claim}' --check`
  output.result({ ...told, published: true, holders, needed }, `${instructionsText(told, width)}\n\n${next}`)
  return EXIT.ok
}

function instructionsText({ account, method, place, words, statement }: ClaimInstructions, width: number): string {
  const hash = (hashed: string) => `${hashed}\n(where the page is not to show your id)`
  const rows: [string, string][] = [
    ['account', `${account} (${method})`],
    ['what to do', place],
  ]
  if (words !== null) rows.push(['your id', words.plain], ['or its hash', hash(words.hashed)])
  // To be copied to the letter: never broken in two.
  const toSign = statement === null ? '' : `\n\nThe statement, as one line:\n\n${statement}`
  return table(rows, width) + toSign
}

async function check({ output, signal, width }: Context, peer: Peer, claim: string): Promise<number> {
  output.progress(`looking at ${claim}`)
  const proof = await peer.claims.check(claim, { signal })
  output.result(proof, table([proofRow(proof, true)], width))
  if (proof.result === 'verified') return EXIT.ok
  return proof.result === 'unreachable' ? EXIT.unreachable : EXIT.notVerified
}

async function remove({ output, signal }: Context, peer: Peer, claim: string): Promise<number> {
  const { holders, needed } = await peer.claims.remove(claim, { signal })
  output.result(
    { claim, removed: true, holders, needed },
    `You no longer claim ${claim}; ${holders} operator nodes know.`,
  )
  return EXIT.ok
}

async function list({ output, signal }: Context, peer: Peer): Promise<number> {
  const claims = await peer.claims.list({ signal })
  output.result({ claims }, claims.length === 0 ? 'You claim no account elsewhere.' : claims.join('\n'))
  return EXIT.ok
}
