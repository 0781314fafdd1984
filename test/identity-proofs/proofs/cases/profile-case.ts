import type { Answers, MethodCase } from '../case.ts'

/** The case of a service that gives an account's profile as JSON at one address. */
export interface ProfileCase extends Pick<MethodCase, 'method' | 'claim' | 'account' | 'takes' | 'leaves'> {
  host: string
  /** path and query of the service's answer */
  path: string
  /** the service's answer, in its own shape, for whatever account and text are given */
  body: (account: string, text: string) => unknown
  /** the account as the service spells it, when that is not `alice` */
  owner?: string
  stranger?: string
}

export function profileCase(one: ProfileCase): MethodCase {
  const { method, claim, account, takes, leaves, host, path, body, owner = 'alice', stranger = 'mallory' } = one
  const shows = (body: unknown, status = 200): Answers => ({ https: { [host]: { [path]: { status, body } } } })
  return {
    ...{ method, claim, account, takes, leaves },
    genuine: (word) => shows(body(owner, `I am ${word}.`)),
    forgeries: [
      {
        what: 'the profile of somebody else',
        answers: ({ plain }) => shows(body(stranger, plain)),
        result: 'mismatch',
      },
      { what: 'a profile without the word', answers: () => shows(body(owner, 'Hello')), result: 'missing' },
      {
        what: 'the word with a letter more',
        answers: ({ plain }) => shows(body(owner, `${plain}a`)),
        result: 'missing',
      },
      {
        what: 'the word where its owner does not write',
        answers: ({ plain }) => shows(withRemark(body(owner, ''), plain)),
        result: 'missing',
      },
      { what: 'an answer that is no JSON', answers: ({ plain }) => shows(`<html>${plain}`), result: 'missing' },
      { what: 'no such account', answers: () => ({}), result: 'missing' },
      {
        what: 'a service that limits us',
        answers: ({ plain }) => shows(body(owner, plain), 429),
        result: 'unreachable',
      },
    ],
  }
}

function withRemark(body: unknown, text: string): unknown {
  return Array.isArray(body)
    ? [...body, { remark: text }]
    : { ...(body as object), remark: text, comments: [{ body: text }] }
}
