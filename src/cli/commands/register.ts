import type { Command } from 'commander'
import { withPeerOptions } from '../options.ts'
import { runner } from '../runner.ts'

export function registerCommand(program: Command): void {
  withPeerOptions(program.command('register <name>'))
    .description('take a name at your home: "alice" becomes alice@a.example')
    .option('--display-name <text>', 'a name for people to read, in your public profile')
    .option('--token <text>', 'the invitation that your home asks for, if it does')
    .action(runner(() => import('../actions/register.ts')))
}
