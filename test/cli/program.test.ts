import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Command, CommanderError } from 'commander'
import { createProgram } from '../../src/cli/main.ts'

const WIDTH = 80

/** Every command and the commands below it, with the words that lead to it. */
function allCommands(command: Command, words: string[] = []): { words: string[]; command: Command }[] {
  const inner = command.commands.flatMap((one) => allCommands(one, [...words, one.name()]))
  return [{ words, command }, ...inner]
}

function quiet(command: Command, said: string[] = []): string[] {
  command.configureOutput({ writeErr: (text) => said.push(text), writeOut: () => {}, getOutHelpWidth: () => WIDTH })
  for (const one of command.commands) quiet(one, said)
  return said
}

/** What a wrong command line is answered with. */
async function refusal(...args: string[]): Promise<{ error: CommanderError; said: string }> {
  const program = createProgram('1.2.3')
  const said = quiet(program)
  try {
    await program.parseAsync(args, { from: 'user' })
  } catch (error) {
    assert.ok(error instanceof CommanderError)
    return { error, said: said.join('') }
  }
  assert.fail(`"${args.join(' ')}" was taken`)
}

describe('the command line', () => {
  const commands = allCommands(createProgram('1.2.3'))

  it('has the commands that the guide teaches', () => {
    const names = commands.map(({ words }) => words.join(' '))
    for (const name of [
      'init',
      'node',
      'dev',
      'id create',
      'id show',
      'register',
      'lookup',
      'connect',
      'chat',
      'doctor',
    ])
      assert.ok(names.includes(name), name)
  })

  for (const { words, command } of commands) {
    const name = `openpeer ${words.join(' ')}`.trim()

    it(`${name} has help within ${WIDTH} columns, and every option is explained`, () => {
      quiet(command)
      for (const line of command.helpInformation().split('\n')) assert.ok(line.length <= WIDTH, line)
      for (const option of command.options) assert.notEqual(option.description, '', option.flags)
    })

    // "people" is run by `openpeer dev` and hidden from people.
    if (words[0] === 'people') continue
    it(`${name} says what it does`, () => assert.match(command.description(), /\w/))

    if (command.commands.length > 0 || words.length === 0) continue
    it(`${name} answers in JSON when asked to`, () => {
      assert.ok(command.options.some(({ long }) => long === '--json'))
    })
  }

  it('refuses an unknown command with the one that was meant', async () => {
    const { error, said } = await refusal('lokup', 'bob@b.test')
    assert.equal(error.code, 'commander.unknownCommand')
    assert.match(said, /Did you mean lookup\?/)
    assert.match(said, /openpeer --help/)
  })

  it('refuses an unknown option, also of a command below another, with the one that was meant', async () => {
    assert.match((await refusal('lookup', 'bob@b.test', '--jsn')).said, /Did you mean --json\?/)
    assert.match((await refusal('id', 'create', '--home', 'a.test', '--netwrk', 'x')).said, /Did you mean --network\?/)
  })

  it('refuses what is missing and what is too much', async () => {
    assert.equal((await refusal('lookup')).error.code, 'commander.missingArgument')
    assert.equal((await refusal('id', 'create')).error.code, 'commander.missingMandatoryOptionValue')
    assert.equal((await refusal('lookup', 'bob@b.test', 'ann@a.test')).error.code, 'commander.excessArguments')
  })

  it('names the choices of an option that has some', async () => {
    const { said } = await refusal('lookup', 'bob@b.test', '--policy', 'quick')
    assert.match(said, /cache-only, cache-first, network, quorum/)
  })
})
