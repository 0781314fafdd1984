import { Command, CommanderError } from 'commander'
import { OpenPeerError } from '../errors.ts'
import { chatCommand } from './commands/chat.ts'
import { connectCommand } from './commands/connect.ts'
import { contactsCommand } from './commands/contacts.ts'
import { devCommand } from './commands/dev.ts'
import { deviceCommand } from './commands/device.ts'
import { doctorCommand } from './commands/doctor.ts'
import { idCommand } from './commands/id.ts'
import { initCommand } from './commands/init.ts'
import { lookupCommand } from './commands/lookup.ts'
import { moveCommand } from './commands/move.ts'
import { nodeCommand } from './commands/node.ts'
import { peopleCommand } from './commands/people.ts'
import { proveCommand } from './commands/prove.ts'
import { registerCommand } from './commands/register.ts'
import { vaultCommand } from './commands/vault.ts'
import { EXIT } from './exit-codes.ts'
import { helpLayout } from './help-layout.ts'
import { createOutput } from './output.ts'

/** The whole command line; apart from running it, so that tests can look at it. */
export function createProgram(version: string): Command {
  const program = new Command('openpeer')
    .description('Find people on other services, know that it is really them, and talk directly.')
    .version(version)
    .showSuggestionAfterError()
    // Before the commands are defined: they inherit these.
    .configureHelp(helpLayout)
    .exitOverride()
  for (const define of [
    lookupCommand,
    connectCommand,
    chatCommand,
    contactsCommand,
    idCommand,
    deviceCommand,
    vaultCommand,
    registerCommand,
    moveCommand,
    proveCommand,
    devCommand,
    initCommand,
    nodeCommand,
    doctorCommand,
    peopleCommand,
  ]) {
    define(program)
  }
  nameHelp(program, 'openpeer')
  return program
}

/** What a wrong command line is answered with ends with the help of the very command that was meant. */
function nameHelp(command: Command, words: string): void {
  command.showHelpAfterError(`(run "${words} --help" to see what there is)`)
  for (const inner of command.commands) nameHelp(inner, `${words} ${inner.name()}`)
}

/** Runs one command line (without the program's own name) and sets the exit status. */
export async function main(args: readonly string[], version: string): Promise<void> {
  // Help that nobody reads to its end (`| head`) is no error.
  process.stdout.on('error', () => {})
  const json = args.includes('--json')
  const program = createProgram(version)
  // A script that reads JSON gets a wrong command line told as JSON too.
  if (json) silence(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage
    if (!json || error.exitCode === 0) return
    const message = error.message.replace(/^error: /, '')
    createOutput(json, { out: process.stdout, err: process.stderr }).failure(
      new OpenPeerError('INVALID_ARGUMENT', message),
    )
  }
}

function silence(command: Command): void {
  command.configureOutput({ writeErr: () => {} })
  for (const inner of command.commands) silence(inner)
}
