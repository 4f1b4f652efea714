import { expect, test } from 'vitest'
import { boltLogger } from '../../../adapters/slack/logger.ts'
import { logger } from '../../../src/lib/log.ts'

test('of what Bolt says, only that it complained, and of what class', () => {
  const lines: string[] = []
  const bolt = boltLogger(logger({ write: (line) => lines.push(line) }, 'debug'))
  for (const level of ['debug', 'info', 'warn', 'error'] as const)
    bolt[level]('token-canary', { body: 'canary' }, new RangeError('canary'))
  expect(lines).toHaveLength(2)
  expect(lines.join('')).toContain('RangeError')
  expect(lines.join('')).not.toContain('canary')
})
