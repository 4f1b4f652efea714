import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { openStore } from '../../src/assemble-services.ts'
import { systemClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { logger } from '../../src/lib/log.ts'
import { Secret } from '../../src/lib/secret.ts'
import { sealedStore } from '../../src/store/seal.ts'
import type { Change, Store } from '../../src/story/record.ts'

/** What a file of `serviceFile` says of store and key. */
interface Written {
  readonly store: { readonly url: string }
  readonly keys: readonly { readonly id: string; readonly file: string }[]
}

/**
 * A running service has no clock that could be moved: what it keeps is dated back instead, in the store of the service that `file`
 * configures and under its key, and nothing else of it is touched. Without changes it is only looked at.
 */
export const inStoreOf = async (
  file: string,
  changes: (store: Store) => Promise<readonly Change[]>,
): Promise<void> => {
  const { store, keys }: Written = parse(await readFile(file, 'utf8'))
  const read = async (key: string): Promise<Buffer> => Buffer.from(await readFile(key, 'utf8'), 'base64')
  const bytes = await Promise.all(keys.map(async (key) => ({ id: key.id, bytes: await read(key.file) })))
  const url = new Secret(store.url)
  const log = logger({ write: () => undefined }, 'error')
  const raw = await openStore({ kind: 'redis', url, sentinels: [] }, systemClock, log)
  try {
    const sealed = sealedStore(raw, new Keyring(bytes), () => Promise.resolve())
    const made = await changes(sealed)
    if (made.length > 0 && !(await sealed.write(made))) throw new Error('somebody wrote meanwhile')
  } finally {
    await raw.close()
  }
}
