import type { IssuedInvitation } from '../peer/invitations.ts'
import { when } from './output.ts'

/** An invitation for programs. */
export function invitationJson(invitation: IssuedInvitation): object {
  const { n, label, uri, createdAt, withdrawnAt, published, failure, guests } = invitation
  return { n, label, uri, createdAt, withdrawnAt, published, failure, guests }
}

/** A line or two for people; without the invitation itself, which would let whoever looks over a shoulder in. */
export function invitationLines({
  n,
  label,
  createdAt,
  withdrawnAt,
  published,
  failure,
  guests,
}: IssuedInvitation): string {
  const state =
    withdrawnAt === null
      ? [`made ${when(createdAt)}`, ...(published ? [] : [unpublished(failure)])]
      : [`withdrawn ${when(withdrawnAt)}`, ...(published ? [] : ['operators are still to be told'])]
  const came = guests.length === 0 ? ['nobody came with it yet'] : guests.map((id) => `came: ${id}`)
  return [`${n}  ${label ?? '(no label)'}: ${state.join(', ')}`, ...came.map((line) => `    ${line}`)].join('\n')
}

/** Why an invitation leads nowhere yet. */
export function unpublished(failure: IssuedInvitation['failure']): string {
  const why = failure === null ? 'your home was not reached yet' : `the last attempt failed: ${failure}`
  return `not published (${why}); it is tried again whenever you are connected`
}
