import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function idCommand(program: Command): void {
  const id = program.command('id').description('your identity: its keys and its id')
  withPeerOptions(id.command('create'))
    .description('make the keys of a new identity; the recovery key is shown once')
    .requiredOption('--home <domain>', 'the operator that introduces you, for example a.example')
    .option('--network <name>', 'the network to join (default: main)')
    .action(runner(() => import('../actions/id-create.ts')))
  withPeerOptions(id.command('show'))
    .description('show your id, home and names')
    .action(runner(() => import('../actions/id-show.ts')))
}
