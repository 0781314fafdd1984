import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

const QR = 'show the recovery words also as a code that a phone can read'
const WORDS = 'read the recovery words from a file (else asked for, unseen)'

export function idCommand(program: Command): void {
  const id = program.command('id').description('your identity: its keys and its id')
  withPeerOptions(id.command('create'))
    .description('make the keys of a new identity; the recovery words are shown once')
    .requiredOption('--home <domain>', 'the operator that introduces you, for example a.example')
    .option('--network <name>', 'the network to join (default: main)')
    .option('--qr', QR)
    .action(runner(() => import('../actions/id-create.ts')))
  withPeerOptions(id.command('show'))
    .description('show your id, home and names')
    .action(runner(() => import('../actions/id-show.ts')))
  withPeerOptions(id.command('rotate'))
    .description('replace your identity key; id, names and contacts stay')
    .action(runner(() => import('../actions/id-rotate.ts')))
  withPeerOptions(id.command('recover'))
    .description('take your identity back with the recovery words; shows new ones, once')
    .option('--words-file <path>', WORDS)
    .option('--qr', QR)
    .action(runner(() => import('../actions/id-recover.ts')))
  withPeerOptions(id.command('revoke'))
    .description('end your identity for good, with the recovery words')
    .option('--words-file <path>', WORDS)
    .option('--yes', 'do not ask whether you are sure')
    .action(runner(() => import('../actions/id-revoke.ts')))
  withPeerOptions(id.command('export <file>'))
    .description('write your identity into a new file, sealed with your passphrase; without the recovery words')
    .action(runner(() => import('../actions/id-export.ts')))
  withPeerOptions(id.command('import <file>'))
    .description('make another directory a device of an exported identity')
    .option('--for-recovery', 'also where its keys were replaced since: then take it back with "id recover"')
    .action(runner(() => import('../actions/id-import.ts')))
}
