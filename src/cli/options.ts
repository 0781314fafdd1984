import type { Command } from 'commander'

/** Where `openpeer dev` keeps its network, and where `--dev` looks for it. */
export const DEV_DIRECTORY = '.openpeer/dev'
/** What the network of `openpeer dev` is called. */
export const DEV_NETWORK = 'dev'

export interface DevOptions {
  dev?: string | true
}

export interface PeerCommandOptions extends DevOptions {
  json?: boolean
  dir?: string
  passphraseFile?: string
}

/** The option of every command that can look at the network of `openpeer dev` instead of the real one. */
export function withDevOption(command: Command): Command {
  return command.option(
    '--dev [path]',
    `use the network that "openpeer dev" runs (its directory, default: $OPENPEER_DEV or ${DEV_DIRECTORY})`,
  )
}

/** The options of every command that acts as a person. */
export function withPeerOptions(command: Command): Command {
  return withDevOption(
    command
      .option('--json', 'answer in JSON, one object a line')
      .option('--dir <path>', 'where your keys and contacts are (default: $OPENPEER_DIR or ~/.openpeer)')
      .option('--passphrase-file <path>', 'read the passphrase of your keys from a file (or set $OPENPEER_PASSPHRASE)'),
  )
}
