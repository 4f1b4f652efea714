import { describe } from 'vitest'
import { memoryStore } from '../../src/store/memory.ts'
import { restoringSuite } from './restoring-suite.ts'

describe('backup and restore in memory', () => {
  restoringSuite(async (run) => await run(async () => memoryStore))
})
