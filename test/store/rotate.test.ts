import { describe } from 'vitest'
import { memoryStore } from '../../src/store/memory.ts'
import { rotatingSuite } from './rotating-suite.ts'

describe('changing keys in memory', () => {
  rotatingSuite(async (run) => await run(memoryStore))
})
