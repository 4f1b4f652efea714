import { describe } from 'vitest'
import { memoryStore } from '../../src/store/memory.ts'
import { crashSuite } from './crashing-suite.ts'

describe('on the memory store', () => {
  crashSuite(async (run) => await run(memoryStore))
})
