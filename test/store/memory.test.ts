import { ShiftedClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { memoryStore } from '../../src/store/memory.ts'
import { sealedStore } from '../../src/store/seal.ts'
import { storeContract } from '../contracts/store.ts'
import { wholeStoreContract } from '../contracts/whole-store.ts'

const keyring = new Keyring([{ id: 'k1', bytes: Buffer.alloc(32, 1) }])

storeContract('memory', async () => {
  const clock = new ShiftedClock()
  return { store: memoryStore(clock), pass: async (ms) => clock.forward(ms) }
})

storeContract('sealed memory', async () => {
  const clock = new ShiftedClock()
  const store = sealedStore(memoryStore(clock), keyring, async () => {})
  return { store, pass: async (ms) => clock.forward(ms) }
})

wholeStoreContract('memory', async () => {
  const clock = new ShiftedClock()
  return { store: memoryStore(clock), pass: async (ms) => clock.forward(ms) }
})
