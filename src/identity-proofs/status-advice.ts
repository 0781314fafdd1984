import type { NameStatus } from './name-status.ts'

/** What a status means, and what a person should do; the same words wherever it is shown. */
export interface Advice {
  means: string
  todo: string
}

const ADVICE: Record<NameStatus, Advice> = {
  verified: {
    means: 'the domain shows the key that signed the name, and the identity says the name is its own',
    todo: 'Go on.',
  },
  witnessed: {
    means: 'the website cannot be asked; independent operators saw it show this key within 30 days',
    todo: 'Very likely right: say hello, and compare the id before you trust it with something that matters.',
  },
  'dns-only': {
    means: 'only a DNS entry shows the key, and somebody on your network could forge that',
    todo: 'Enough for a hello; compare the id by another way before you trust it.',
  },
  'by-home': {
    means: 'only operators vouch for the name: the domain could not be asked from here',
    todo: 'Compare the id by another way, or look again where the website can be reached.',
  },
  'name-unconfirmed': {
    means: 'nothing confirms now who has this name',
    todo: 'Somebody you know already has the same id as before: go on. A stranger: compare the id, or try later.',
  },
  mismatch: {
    means: 'the domain shows another key than the one that signed the name, or says that it moved to somebody else',
    todo: "Do not connect. Tell the domain's operator.",
  },
  reassigned: {
    means: 'the name led to somebody else within 90 days, who still claims it',
    todo: 'Ask the person you know, by another way, whether they gave the name away.',
  },
  moved: {
    means: 'the name was given up for another one, which is verified and of the same identity',
    todo: 'Go on, and use the new name from now on.',
  },
  'key-changed': {
    means: 'the keys of this identity contradict what was seen before: somebody else may hold one',
    todo: 'Write nothing. Ask the person by another way.',
  },
  unverified: {
    means: 'the keys are proven, and no name was checked: it was found by its id or an invitation',
    todo: 'Right if that came from the person; else compare the id by another way.',
  },
}

/** The advice for a status. docs/guides/peers.md has the same table. */
export function statusAdvice(status: NameStatus): Advice {
  return ADVICE[status]
}
