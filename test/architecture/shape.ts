import type { Rule } from './rule.ts'

export const MAX_LINES = 250

const FORBIDDEN_NAMES = ['utils', 'util', 'helpers', 'helper', 'common', 'types', 'misc', 'shared', 'lib', 'manager']

const length: Rule = {
  name: `no file over ${MAX_LINES} lines`,
  reason: 'a longer file is two files that nobody has told apart yet',
  breaches: (files) =>
    files
      .filter(({ generated, lines }) => !generated && lines > MAX_LINES)
      .map(({ path, lines }) => `${path}: ${lines}`),
}

const telling: Rule = {
  name: 'a file is named after what it holds',
  reason: 'a name such as utils or types invites what belongs nowhere, and everything ends up importing it',
  breaches: (files) =>
    files
      .filter(({ path }) => path.split('/').some((part) => FORBIDDEN_NAMES.includes(part.split('.')[0] ?? '')))
      .map(({ path }) => path),
}

const kebab: Rule = {
  name: 'file names are kebab-case',
  reason: 'names that differ only in capitals are one file on some disks and two on others',
  breaches: (files) =>
    files
      .filter(({ path }) => !path.split('/').every((part) => /^[a-z0-9]+([-.][a-z0-9]+)*$/.test(part)))
      .map(({ path }) => path),
}

export const SHAPE: Rule[] = [length, telling, kebab]
