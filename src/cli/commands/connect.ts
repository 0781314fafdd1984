import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function connectCommand(program: Command): void {
  withPeerOptions(program.command('connect <address>'))
    .description("connect to a person's device and say which path was found")
    .option('--accept', 'connect even though the name is not verified')
    .action(runner(() => import('../actions/connect.ts')))
}
