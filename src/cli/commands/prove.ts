import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function proveCommand(program: Command): void {
  withPeerOptions(program.command('prove [uri]'))
    .description('say which accounts elsewhere are yours, so that people can check')
    .option('--check', 'look whether the account shows that it is yours; change nothing')
    .option('--remove', 'no longer claim it')
    .option('--list', 'show what you claim')
    .addHelpText(
      'after',
      `
openpeer prove https://social.example/@alice
says what to write where, and publishes that it is yours: everybody who looks
you up can see what you claim. docs/spec/proofs.md lists the places.
Exit status with --check: 0 verified, 4 not, 5 unreachable.`,
    )
    .action(runner(() => import('../actions/prove.ts')))
}
