import type { Received } from './recording.ts'
import { ALICE, ANN, ANN_SHOWN, DISPLAY_NAME, HOME, type Story, VERA, VERA_SHOWN, WILMA, WILMA_SHOWN } from './story.ts'

/** What one party got: who sent it (empty: written by a program that does not say), and the bytes. */
export interface Got {
  from: string
  bytes: Uint8Array
}

/** A row of the page's table: what the party got, and whom the row is about. */
export interface Party {
  got: Got[]
  about: string
  displayName: string
}

/** The rows that are not about Alice. */
const UNPUBLISHED = 'home of somebody unpublished'
const WATCHES = 'operator that watches my name'
const WITNESS = 'operator asked as a witness'

const RELAYING = /^(\/libp2p\/circuit\/relay\/|\/noise$)/

/** The rows of "Who learns what": everything that the programs of each party got in the story. */
export function partiesOf(story: Story): Map<string, Party> {
  const received = story.recording.received()
  const of = (...names: string[]) => received.filter(({ party }) => names.includes(party))
  const domainOf = (name: string) => name.split('@')[1] ?? ''
  // Circuits and reservations, and what goes through them: a relay's part, without what a home is asked.
  const relayed = ({ how, protocol }: Received) => how === 'connection' || (how === 'stream' && RELAYING.test(protocol))
  // Whom Vera asked and who is neither her home, nor Dora's, nor her second opinion: a holder of the record of Dora's domain.
  const asked = received.filter(({ from, protocol }) => from === VERA && protocol === '/noise')
  const others = [HOME, domainOf(story.dora), story.elsewhere]
  const witness = asked.find(({ party }) => !others.includes(party))?.party ?? ''
  const rows: [string, Got[]][] = [
    ['home', of(HOME)],
    [UNPUBLISHED, of(HOME)],
    ["home's log", of(`log of ${HOME}`)],
    ["home's metrics", of(`metrics of ${HOME}`)],
    ['home of whom I call', of(domainOf(story.bob))],
    ['relay of a call', of(domainOf(story.bob)).filter(relayed)],
    ['home of whom I look up', of(domainOf(story.dora))],
    ['second operator asked', of(story.second)],
    ['operator that others ask about me', of(story.elsewhere)],
    [WATCHES, of(story.second)],
    [WITNESS, of(witness)],
    ['holder', of(story.holder)],
    ['other operator', of(story.bystander)],
    ['DNS resolver', of(`${ALICE}'s resolver`)],
    ['network observer', onTheWire(story)],
    ['contact', of(story.bob)],
    ['stranger who knows my name', of(story.eve)],
    ['the same with a domain', of(story.eve, domainOf(story.eve))],
    ['stranger who does not', of(story.mallory)],
  ]
  const about = (name: string) => {
    if (name === WATCHES) return { about: WILMA, displayName: WILMA_SHOWN }
    if (name === WITNESS) return { about: VERA, displayName: VERA_SHOWN }
    if (name === UNPUBLISHED) return { about: ANN, displayName: ANN_SHOWN }
    return { about: ALICE, displayName: DISPLAY_NAME }
  }
  return new Map(rows.map(([name, got]) => [name, { got, ...about(name) }]))
}

/** Whoever sees every wire sees who talks to whom by address, and what is not encrypted. */
function onTheWire({ recording, addresses }: Story): Got[] {
  const owners = new Map([...addresses].map(([name, address]) => [address, name]))
  return recording.seen.flatMap(({ from, to, bytes }) => {
    const sender = owners.get(from) ?? from
    return [
      { from: sender, bytes },
      { from: sender, bytes: Buffer.from(`${from} > ${to}`) },
    ]
  })
}
