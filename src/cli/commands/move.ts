import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function moveCommand(program: Command): void {
  withPeerOptions(program.command('move <name>'))
    .description('make another domain your home: "alice@c.example"; your id, keys and contacts stay')
    .option('--token <text>', 'the invitation that the new home asks for, if it does')
    .action(runner(() => import('../actions/move.ts')))
}
