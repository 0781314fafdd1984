import { safetyNumberText } from '../../records/safety-number.ts'
import { EXIT } from '../exit-codes.ts'
import { lookedUp, withEntry } from '../find-entry.ts'
import type { PeerCommandOptions } from '../options.ts'
import { when } from '../output.ts'
import { qrPicture } from '../qr-picture.ts'

interface VerifyOptions extends PeerCommandOptions {
  qr?: boolean
  done?: boolean
}

const GROUPS_A_LINE = 4

/** Shows the safety number, also as a QR code; with --done it is remembered as compared. */
export const run = withEntry<VerifyOptions>(async (peer, given, { output, signal, width }, { qr, done }) => {
  const found = await lookedUp(peer, given, signal)
  const { digits, uri } = await peer.contacts.safetyNumber(found)
  const { shownAs, idText, comparedAt } = done ? await peer.contacts.markCompared(found) : found
  const advice = done
    ? `Compared: ${shownAs} is whom you compared with, until a key changes.`
    : `Compare with what ${shownAs} sees, by another way than this program. The same? Then say so with --done.`
  const before = comparedAt === null || done ? [] : [`You compared it ${when(comparedAt)}.`]
  const parts = [lines(digits), ...(qr ? [qrPicture(uri, width)] : []), [advice, ...before].join('\n')]
  output.result({ id: idText, shownAs, safetyNumber: digits, uri, comparedAt }, parts.join('\n\n'))
  return EXIT.ok
})

function lines(digits: string): string {
  const groups = safetyNumberText(digits).split(' ')
  const rows: string[] = []
  for (let at = 0; at < groups.length; at += GROUPS_A_LINE) rows.push(groups.slice(at, at + GROUPS_A_LINE).join(' '))
  return rows.map((row) => `  ${row}`).join('\n')
}
