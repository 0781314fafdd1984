import { type Command, Option } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function lookupCommand(program: Command): void {
  withPeerOptions(program.command('lookup <address>'))
    .description('find a person by name@domain and check for yourself that the answer is true')
    .option('--via <domain>', 'ask this operator (default: your home)')
    .addOption(
      new Option('--policy <word>', 'what to be content with: docs/spec/placement.md').choices([
        'cache-only',
        'cache-first',
        'network',
        'quorum',
      ]),
    )
    .option('--no-proofs', 'do not look at the accounts elsewhere that the person claims')
    .addHelpText(
      'after',
      '\nExit status: 0 found and verified, 3 no such person, 4 found but not verified,\n5 unreachable.',
    )
    .action(runner(() => import('../actions/lookup.ts')))
}
