import { type Command, Option } from 'commander'
import type { Action } from '../context.ts'
import { type PeerCommandOptions, withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function contactsCommand(program: Command): void {
  const contacts = program.command('contacts').description('the people you know: petnames, safety numbers, blocks')
  withPeerOptions(contacts.command('add <address>'))
    .description('find somebody, check, and remember them by their id')
    .option('--petname <text>', 'what you call them; nobody else learns it')
    .option('--accept', 'although the name is not verified')
    .action(runner(() => import('../actions/contacts-add.ts')))
  withPeerOptions(contacts.command('list'))
    .description('everybody whom you know')
    .action(runner(() => import('../actions/contacts-list.ts')))
  withPeerOptions(contacts.command('show <who>'))
    .description('all that is known of one, by petname, name or id')
    .action(runner(() => import('../actions/contacts-show.ts')))
  withPeerOptions(contacts.command('verify <who>'))
    .description('the safety number: compare it by another way, both see the same')
    .option('--qr', 'as a QR code too')
    .option('--done', 'it was the same on both sides: remember that')
    .action(runner(() => import('../actions/contacts-verify.ts')))
  for (const { name, what } of CHANGES) {
    withPeerOptions(contacts.command(`${name} <who>`))
      .description(what)
      .action(
        runner(async () => ({
          run: (await import('../actions/contacts-change.ts'))[name] as Action<PeerCommandOptions>,
        })),
      )
  }
  withPeerOptions(contacts.command('import <file>'))
    .description('take people from a JSON export or vCards ("-": from stdin); all is checked again')
    .action(runner(() => import('../actions/contacts-import.ts')))
  withPeerOptions(contacts.command('export [file]'))
    .description('write them to a new file, or to stdout')
    .addOption(
      new Option('--format <word>', 'json: all of it, for yourself; vcard: to hand on').choices(['json', 'vcard']),
    )
    .action(runner(() => import('../actions/contacts-export.ts')))
}

const CHANGES = [
  { name: 'accept', what: 'take one whose keys or name changed as they are now' },
  { name: 'block', what: 'refuse their calls, end their links, call them no more' },
  { name: 'unblock', what: 'undo that' },
  { name: 'forget', what: 'forget all of it: pin, petname, block' },
] as const
