import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function chatCommand(program: Command): void {
  withPeerOptions(program.command('chat [address]'))
    .description('talk: each line you type is a message; without an address, wait to be called')
    .option('--accept', 'talk even though the name is not verified')
    .addHelpText('after', '\nWith --json: each line of input is a message, each line of output an event.')
    .action(runner(() => import('../actions/chat.ts')))
}
