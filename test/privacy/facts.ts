import { multiaddr } from '@multiformats/multiaddr'
import { parseName } from '../../src/records/names.ts'
import { listedNameHash, nameHash } from '../../src/records/routing-key.ts'
import { addressSpellings, domainSpellings, spellings, textSpellings } from './needles.ts'
import { SAID, type Story } from './story.ts'

/** What it takes to find something about somebody in what somebody else got. */
export interface Fact {
  /** As the page's column says it. */
  name: string
  /** Each way of finding it, by the word for it: `learns`, or what is learnt in its place. */
  marks: Partial<Record<Degree, Uint8Array[]>>
  /** Counts only in what came from their device or address: otherwise nobody knows that it is about them. */
  onlyFromThem?: boolean
  /** That something came from them tells it. */
  byContact?: boolean
}

/** `learns` beats the others; of those, several may hold. */
export type Degree = 'learns' | 'a hash' | 'the domain' | 'the IP address'

/** The columns of "Who learns what", about somebody of the story. */
export function factsOf(story: Story, whom: string, displayName: string): Fact[] {
  const person = (name: string) => {
    const { id, idText, peerId } = story.people.get(name) ?? missing(name)
    const key = peerId.publicKey?.raw ?? missing(name)
    return {
      identity: [...spellings(id), ...textSpellings(idText)],
      device: [...spellings(key), ...textSpellings(String(peerId))],
      name: textSpellings(name.split('@')[0] ?? ''),
      domain: domainSpellings(name.split('@')[1] ?? ''),
      address: addressSpellings(story.addresses.get(name) ?? missing(name)),
      circuit: spellings(multiaddr(`/p2p-circuit/p2p/${peerId}`).bytes),
      circuitText: textSpellings(`/p2p-circuit/p2p/${peerId}`),
    }
  }
  const they = person(whom)
  const { id } = story.people.get(whom) ?? missing(whom)
  const other = (name: string) => {
    const { identity, device, name: local, domain, address } = person(name)
    return { learns: [...identity, ...device, ...local], 'the domain': domain, 'the IP address': address }
  }
  const listed = listedNameHash(id, parseName(whom))
  return [
    { name: 'that I exist', marks: { learns: they.identity } },
    {
      name: 'my name',
      marks: {
        learns: they.name,
        'a hash': [...spellings(nameHash(whom.split('@')[0] ?? '')), ...spellings(listed)],
      },
    },
    { name: 'my profile', marks: { learns: textSpellings(displayName) } },
    { name: 'my devices', marks: { learns: they.device } },
    { name: 'my locations', marks: { learns: [...they.circuit, ...they.circuitText] } },
    { name: 'my IP address', marks: { learns: they.address } },
    { name: 'when I am online', marks: { learns: [...they.circuit, ...they.circuitText] }, byContact: true },
    { name: 'whom I look up', marks: other(story.dora), onlyFromThem: true },
    { name: 'whom I talk with', marks: other(story.bob), onlyFromThem: true },
    { name: 'what I say', marks: { learns: textSpellings(SAID) } },
  ]
}

function missing(what: string): never {
  throw new Error(`the story has no ${what}`)
}
