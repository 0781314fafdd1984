import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { type Command, CommanderError } from 'commander'
import { createProgram } from '../../src/cli/main.ts'

const WIDTH = 80
const NARROW = 40

/** Every command and the commands below it, with the words that lead to it. */
function allCommands(command: Command, words: string[] = []): { words: string[]; command: Command }[] {
  const inner = command.commands.flatMap((one) => allCommands(one, [...words, one.name()]))
  return [{ words, command }, ...inner]
}

function quiet(command: Command, said: string[] = [], width = WIDTH): string[] {
  const keep = (text: string) => said.push(text)
  command.configureOutput({ writeErr: keep, writeOut: keep, getOutHelpWidth: () => width })
  for (const one of command.commands) quiet(one, said, width)
  return said
}

/** All that --help says, also what follows the options. */
function help(command: Command, width: number): string[] {
  const said = quiet(command, [], width)
  command.outputHelp()
  return said.join('').split('\n')
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
      'contacts add',
      'contacts verify',
      'doctor',
    ])
      assert.ok(names.includes(name), name)
  })

  for (const { words, command } of commands) {
    const name = `openpeer ${words.join(' ')}`.trim()

    it(`${name} has help within ${WIDTH} columns, and every option is explained`, () => {
      for (const line of help(command, WIDTH)) assert.ok(line.length <= WIDTH, line)
      for (const option of command.options) assert.notEqual(option.description, '', option.flags)
    })

    it(`${name} has its options and commands explained within ${NARROW} columns`, () => {
      // What is before is the usage line, which is to be copied; what is after, the text of addHelpText.
      const lines = help(command, NARROW)
      const items = lines.slice(lines.indexOf('Options:'))
      for (const line of items.slice(0, items.findLastIndex((item) => item.startsWith(' ')) + 1))
        assert.ok(line.length <= NARROW, line)
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

  it('refuses what is missing and what is too much, and names the help of that command', async () => {
    assert.equal((await refusal('lookup')).error.code, 'commander.missingArgument')
    assert.match((await refusal('id', 'create')).said, /\(run "openpeer id create --help"/)
    assert.equal((await refusal('id', 'create')).error.code, 'commander.missingMandatoryOptionValue')
    assert.equal((await refusal('lookup', 'bob@b.test', 'ann@a.test')).error.code, 'commander.excessArguments')
  })

  it('names the choices of an option that has some', async () => {
    const { said } = await refusal('lookup', 'bob@b.test', '--policy', 'quick')
    assert.match(said, /cache-only, cache-first, network, quorum/)
  })
})
