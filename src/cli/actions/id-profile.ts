import { OpenPeerError } from '../../errors.ts'
import type { Peer } from '../../peer/peer.ts'
import type { Context } from '../context.ts'
import { EXIT } from '../exit-codes.ts'
import { openPeer } from '../open-peer.ts'
import type { PeerCommandOptions } from '../options.ts'
import { table } from '../output.ts'

interface ProfileOptions extends PeerCommandOptions {
  displayName?: string
  showName?: boolean
  hideName?: boolean
  /** false with --no-profile */
  profile: boolean
}

/** Shows the profile, or changes it and publishes. */
export async function run(context: Context, _: string[], options: ProfileOptions): Promise<number> {
  const { displayName, showName, hideName, profile } = options
  const isChange = displayName !== undefined || showName === true || hideName === true
  if ((!profile && isChange) || (showName && hideName)) {
    throw new OpenPeerError('INVALID_ARGUMENT', 'These contradict each other: choose what to show, or --no-profile.')
  }
  const peer = await openPeer(context, options)
  try {
    if (profile && !isChange) return await show(context, peer)
    context.output.progress('publishing')
    const { signal } = context
    const names = showName || hideName ? { showName: showName === true } : {}
    const change = { ...(displayName === undefined ? {} : { displayName }), ...names, signal }
    if (profile) await peer.profile.set(change)
    else await peer.profile.remove({ signal })
    return await show(context, peer)
  } finally {
    await peer.stop()
  }
}

async function show({ output, signal, width }: Context, peer: Peer): Promise<number> {
  const profile = await peer.profile.get({ signal })
  const { displayName = '', names = [], claims = [] } = profile ?? {}
  const rows: [string, string][] = [
    ['display name', displayName === '' ? '(none)' : displayName],
    ['names in clear', names.length === 0 ? '(none: hashes only)' : names.join(', ')],
    ['accounts', claims.length === 0 ? '(none)' : claims.join(', ')],
  ]
  const text = profile === null ? 'No profile: your identity tells nobody a name.' : table(rows, width)
  output.result({ id: peer.idText, profile: profile === null ? null : { displayName, names, claims } }, text)
  return EXIT.ok
}
