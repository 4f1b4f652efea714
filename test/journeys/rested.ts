import { readFile } from 'node:fs/promises'
import { parse } from 'yaml'
import { openStore } from '../../src/assemble-services.ts'
import { enrolments } from '../../src/enrolment/enrolments.ts'
import type { EnrolledFactor } from '../../src/factors/port.ts'
import { second, systemClock } from '../../src/lib/clock.ts'
import { Keyring } from '../../src/lib/keys.ts'
import { logger } from '../../src/lib/log.ts'
import { Secret } from '../../src/lib/secret.ts'
import { sealedStore } from '../../src/store/seal.ts'
import { threeDays } from './employee.ts'

/** Three days earlier, with the last code of an authenticator app. */
const earlier = ({ addedAt, data, ...factor }: EnrolledFactor): EnrolledFactor => {
  const { lastStep } = data
  const used = typeof lastStep === 'number' ? { lastStep: lastStep - threeDays / (30 * second) } : {}
  return { ...factor, addedAt: addedAt - threeDays, data: { ...data, ...used } }
}

/** What a file of `serviceFile` says of store and key. */
interface Written {
  readonly store: { readonly url: string }
  readonly keys: readonly { readonly id: string; readonly file: string }[]
}

/**
 * A running service has no clock that could be moved: the set-up of `person` is dated back by three days instead, in the store of
 * the service that `file` configures and under its key, and nothing else of it is touched.
 */
export const rested = async (file: string, person: string): Promise<void> => {
  const { store, keys }: Written = parse(await readFile(file, 'utf8'))
  const read = async (key: string): Promise<Buffer> => Buffer.from(await readFile(key, 'utf8'), 'base64')
  const bytes = await Promise.all(keys.map(async (key) => ({ id: key.id, bytes: await read(key.file) })))
  const url = new Secret(store.url)
  const log = logger({ write: () => undefined }, 'error')
  const raw = await openStore({ kind: 'redis', url, sentinels: [] }, systemClock, log)
  try {
    const sealed = sealedStore(raw, new Keyring(bytes), () => Promise.resolve())
    const kept = enrolments(sealed)
    const found = await kept.of(person)
    const { factors, bindings, factorsChangedAt } = found.value
    if (factors.length === 0 || factorsChangedAt === undefined) throw new Error('nothing is set up')
    const next = {
      ...found.value,
      factors: factors.map(earlier),
      bindings: bindings.map((one) => ({ ...one, at: one.at - threeDays })),
      factorsChangedAt: factorsChangedAt - threeDays,
    }
    if (!(await sealed.write([kept.keep(found, next)]))) throw new Error('somebody wrote meanwhile')
  } finally {
    await raw.close()
  }
}
