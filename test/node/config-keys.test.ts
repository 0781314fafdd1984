import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { leafKeys } from '../../src/node/config-keys.ts'
import { BUDGET_EFFECTS } from './key-effects-budgets.ts'
import { LIMIT_EFFECTS } from './key-effects-limits.ts'
import { NETWORK_EFFECTS } from './key-effects-network.ts'

const EFFECTS = { ...NETWORK_EFFECTS, ...LIMIT_EFFECTS, ...BUDGET_EFFECTS }

describe('every key of the configuration changes something', () => {
  it('each has a test here, and each test a key', () => {
    assert.deepEqual(Object.keys(EFFECTS).sort(), leafKeys().sort())
  })
  for (const [key, effect] of Object.entries(EFFECTS)) it(key, effect)
})
