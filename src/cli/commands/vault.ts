import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function vaultCommand(program: Command): void {
  const vault = program
    .command('vault')
    .description('your identity, sealed and kept at your home: a new device needs your name and six words')
  withPeerOptions(vault.command('make'))
    .description('seal it, or seal it anew with other words; the six words are shown once')
    .action(runner(() => import('../actions/vault-make.ts')))
  withPeerOptions(vault.command('restore <name>'))
    .description('make this directory a device of yours, with the six words')
    .option('--words-file <path>', 'read the words of the vault from a file (else asked for, unseen)')
    .option('--home <domain>', 'ask this home of yours (default: the domain of the name)')
    .option('--network <name>', 'the network that it is of (default: main)')
    .option('--for-recovery', 'also where its keys were replaced since: then take it back with "id recover"')
    .action(runner(() => import('../actions/vault-restore.ts')))
  withPeerOptions(vault.command('show'))
    .description('show at which homes it is kept, and whether it is up to date')
    .action(runner(() => import('../actions/vault-show.ts')))
  withPeerOptions(vault.command('remove'))
    .description('have it forgotten at every home')
    .action(runner(() => import('../actions/vault-remove.ts')))
}
